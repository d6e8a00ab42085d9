import { blocks, ms, percent } from "../figures.ts";
import { recurs, type SlowRule } from "./rule.ts";

const fewBlocks = 1_000;

export const readsBlocks: SlowRule = {
  id: "reads-blocks",
  title: "Most of the reading",
  condition:
    "Of what runs more than once, a statement reads a fifth of all blocks that were not in shared buffers, and 8 MB at least.",
  effect: "It waits for storage, and pushes out of memory what others need.",
  workaround: "Let an index find fewer blocks.",
  *check({ statements, source }) {
    const recurring = statements.filter(recurs);
    const all = recurring.reduce((sum, { blocksRead }) => sum + blocksRead, 0);
    for (const statement of recurring) {
      const { blocksRead, calls, ioMs } = statement;
      if (blocksRead < fewBlocks || blocksRead < all / 5) continue;
      const waited = source.timesIo ? `, ${ms(ioMs / calls)} of waiting` : "";
      yield {
        level: "info",
        statement,
        message: `It reads ${blocks(blocksRead / calls)} per call from outside shared buffers${waited}: ${percent(blocksRead / all)} of all reading. Next: explain_query, advise_indexes.`,
        evidence: "measured",
        weight: blocksRead / all,
      };
    }
  },
};
