import pg from "pg";
import { createEmbedded } from "../../../src/embedded/embedded.ts";

// A process that takes a shadow, says so, and stays until it is killed.
const [, , home = ""] = process.argv;
const embedded = createEmbedded({ home, suspendSeconds: 1 });
const { address } = await embedded.createShadow(new AbortController().signal);
const client = new pg.Client({ ...address, password: address.password ?? "", ssl: false });
await client.connect();
process.stdout.write(`${address.database}\n`);
setInterval(() => {}, 1000);
