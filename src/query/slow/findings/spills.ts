import { blocks } from "../figures.ts";
import { isPlanned, share, type SlowRule } from "./rule.ts";

const little = 128;

export const spills: SlowRule = {
  id: "spills",
  title: "Temporary files",
  condition: "A statement writes 1 MB of temporary files or more in a call.",
  effect: "Sorts and hashes that do not fit into work_mem go to disk and come back.",
  workaround: "Sort fewer and narrower rows, have an index sort them, or raise work_mem for it.",
  *check(context) {
    for (const statement of context.statements.filter(isPlanned)) {
      const { tempWritten, calls, totalMs } = statement;
      if (tempWritten / calls < little) continue;
      yield {
        level: "warning",
        statement,
        message: `It writes ${blocks(tempWritten / calls)} of temporary files per call: a sort or hash exceeds work_mem. Call explain_query with \`analyze\` to see which.`,
        evidence: "measured",
        weight: share(context, totalMs),
      };
    }
  },
};
