import pg from "pg";
import { createEmbedded } from "../../../src/embedded/embedded.ts";

// A process that takes a connection (or a shadow), says so, and stays until it is killed.
const [, , home = "", asks] = process.argv;
const embedded = createEmbedded({ home, suspendSeconds: 1 });
const address =
  asks === "shadow"
    ? (await embedded.createShadow(new AbortController().signal)).address
    : await embedded.mainAddress();
const client = new pg.Client({ ...address, password: address.password ?? "", ssl: false });
await client.connect();
process.stdout.write(`${address.database}\n`);
setInterval(() => {}, 1000);
