import { importBetween } from "./harness.ts";

/** An import in a process of its own, which a test kills: `SOURCE TARGET [BLOCKS OF A PART]`. */
const [source = "", target = "", blocks] = process.argv.slice(2);
const result = await importBetween(
  source,
  target,
  blocks === undefined ? {} : { partBlocks: Number(blocks) },
);
process.stdout.write(JSON.stringify(result));
