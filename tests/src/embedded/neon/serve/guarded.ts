import { startGuard } from "../../../../../src/embedded/neon/serve/guard.ts";

// A process that stays until it is killed, with a guard that is in a hurry.
const [, , home = "", path = "", seconds = "1"] = process.argv;
startGuard({ path: home, account: undefined }, path, Number(seconds));
setInterval(() => {}, 1000);
