import { short } from "../../plan/figures.ts";
import { share, type SlowRule } from "./rule.ts";

const manyRows = 1_000;

export const manyRowsWithoutLimit: SlowRule = {
  id: "many-rows-without-limit",
  title: "Many rows without LIMIT",
  condition: "A SELECT without LIMIT returns at least a thousand rows at a time.",
  effect: "Its time and the memory of the application grow with the table.",
  workaround: "Page by the order's last key: where (a, id) > ($1, $2) order by a, id limit 100.",
  *check(context) {
    for (const statement of context.statements) {
      const { shape, rows, calls, totalMs } = statement;
      if (shape === undefined || shape.limited || rows / calls < manyRows) continue;
      yield {
        level: "warning",
        statement,
        message: `It returns ${short(rows / calls)} rows per call and has no LIMIT. Add ORDER BY a unique key and LIMIT, and page by the last key.`,
        evidence: "measured",
        weight: share(context, totalMs),
      };
    }
  },
};
