import { cutSql } from "../cut.ts";
import { ms, percent } from "../figures.ts";
import { share, type SlowRule } from "./rule.ts";

export const utilityTime: SlowRule = {
  id: "utility-time",
  title: "Commands that are no queries",
  condition:
    "A utility command (COMMIT, COPY, REFRESH, DDL) that ran at least three times takes a tenth of all time, and 100 ms at least.",
  effect: "No plan or index makes it faster.",
  workaround: "Run it less often: larger transactions, fewer refreshes, one index build at a time.",
  *check(context) {
    for (const statement of context.statements) {
      const { command, calls, meanMs, totalMs } = statement;
      const weight = share(context, totalMs);
      if (command !== "utility" || weight < 0.1 || calls < 3 || totalMs < 100) continue;
      yield {
        level: "info",
        statement,
        message: `The command \`${cutSql(statement.sql, 80)}\` takes ${percent(weight)} of all time: ${calls} calls of ${ms(meanMs)}. It has no plan; run it less often.`,
        evidence: "measured",
        weight,
      };
    }
  },
};
