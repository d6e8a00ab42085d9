import { claim } from "../../../../../src/embedded/neon/serve/claim.ts";
import type { Home } from "../../../../../src/embedded/home.ts";

// A process that tries to become the local Neon, says whether it did, and stays until it is killed.
const [, , path = "", ending] = process.argv;
const home: Home = { path, account: undefined };
const held = await claim(home);
process.stdout.write(held === undefined ? "no\n" : "yes\n");
if (held !== undefined) {
  if (ending === "ending") held.giveUp();
  setInterval(() => {}, 1000);
}
