import { join } from "node:path";
import { postgresAccount } from "../../../../../src/embedded/account.ts";
import { openHome } from "../../../../../src/embedded/home.ts";
import { findInstallation } from "../../../../../src/embedded/installation.ts";
import { createEngine } from "../../../../../src/embedded/neon/create-engine.ts";
import { Faults } from "../../../../../src/embedded/neon/faults.ts";

/** A process that copies one data directory in every way until it is killed: `maker.ts <home> <data>`. */
const [path = "", from = ""] = process.argv.slice(2);
const home = openHome(path, postgresAccount());
const installation = await findInstallation(home);
const engine = createEngine({
  root: join(home.path, "neon"),
  home,
  installation,
  faults: new Faults(),
  log: () => {},
});
const { signal } = new AbortController();
process.stdout.write("ready\n");
for (;;) {
  await engine.copy({ from, signal });
  await engine.copy({ from, at: { time: new Date() }, signal });
  const { data } = await engine.copy({ from, schemaOnly: true, signal });
  await engine.freeze({ from, signal });
  await engine.remove(data);
}
