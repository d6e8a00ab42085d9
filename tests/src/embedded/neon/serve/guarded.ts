import { startGuard } from "../../../../../src/embedded/neon/serve/guard.ts";

// A process that stays until it is killed, with a guard that is in a hurry.
const [, , home = "", path = ""] = process.argv;
startGuard({ path: home, account: undefined }, path, 1);
setInterval(() => {}, 1000);
