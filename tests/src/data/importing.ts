import { openServer } from "../../../src/cli/open-server.ts";
import { readConfig } from "../../../src/config.ts";
import { importFile } from "../../../src/data/import-file.ts";

/** A process of its own that imports a file, to be killed: folder and file. DATABASE_URL says where. It tells the position as it goes. */
const say = (what: unknown): void => void process.stdout.write(`${String(what)}\n`);
const [folder = "", file = "", home = ""] = process.argv.slice(2);
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
