import pg from "pg";
import { readConfig } from "../../../src/config.ts";
import { Redactor } from "../../../src/core/redact.ts";
import { openDeps } from "../../../src/deps/open-deps.ts";
import { createEmbedded } from "../../../src/embedded/embedded.ts";
import { memoryPlans } from "../../helpers/deps.ts";

// A process that takes a shadow, or a large twin of the database of a URL, says so, and stays until it is killed.
const [, , home = "", url] = process.argv;
const { signal } = new AbortController();

async function shadow(): Promise<string> {
  const embedded = createEmbedded({ home, suspendSeconds: 1 });
  const { address } = await embedded.createShadow(signal);
  const client = new pg.Client({ ...address, password: address.password ?? "", ssl: false });
  await client.connect();
  return address.database;
}

async function twin(databaseUrl: string): Promise<string> {
  const config = readConfig([], { DATABASE_URL: databaseUrl, NEON_DBA_HOME: home });
  const made = await openDeps(config, new Redactor(), () => {}, memoryPlans()).twin({ signal });
  await made.scale(1_000_000);
  return made.session.target.database;
}

process.stdout.write(`${await (url === undefined ? shadow() : twin(url))}\n`);
setInterval(() => {}, 1000);
