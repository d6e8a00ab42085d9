import { createEmbedded } from "../../../../../src/embedded/embedded.ts";

// A neon-dba process that asks for the local Neon, says where it is, and stays until it is killed.
const [, , home = ""] = process.argv;
const { pid, origin } = await createEmbedded({ home }).localNeon();
process.stdout.write(`${JSON.stringify({ pid, origin })}\n`);
setInterval(() => {}, 1000);
