import { openServer } from "../../../src/cli/open-server.ts";
import { readConfig } from "../../../src/config.ts";
import { importFile } from "../../../src/data/import-file.ts";

/**
 * A process of its own that imports a file: folder, file, home, and after how many chunks and milliseconds it kills itself, where it does.
 * DATABASE_URL says where. It tells the position as it goes.
 */
const [folder = "", file = "", home = "", chunks, ms] = process.argv.slice(2);
let told = -1;
const say = (what: unknown): void => {
  process.stdout.write(`${String(what)}\n`);
  told += 1;
  if (told === Number(chunks)) setTimeout(() => process.kill(process.pid, "SIGKILL"), Number(ms));
};
const flags = ["--files", folder, "--access", "full"];
const { DATABASE_URL } = process.env;
const env = { DATABASE_URL, NEON_DBA_HOME: home };
const server = openServer(readConfig(flags, env), {}, "test");
say(0);
const result = await importFile({ from: {}, file, dry_run: false }, server.config.deps, {
  signal: new AbortController().signal,
  progress: (position) => say(position),
  confirm: () => Promise.reject(new Error("it asks")),
});
say(JSON.stringify(result));
await server[Symbol.asyncDispose]();
