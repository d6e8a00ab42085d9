import { quoteIdentifier } from "../../../sql/quote.ts";
import { ms } from "../figures.ts";
import { share, type SlowRule } from "./rule.ts";

export const compiles: SlowRule = {
  id: "compiles",
  title: "Compiled longer than it pays",
  condition: "JIT compilation takes a third of a statement's time, and 100 ms at least.",
  effect: "The statement is compiled anew in each call.",
  workaround: "Raise jit_above_cost, or switch jit off for it.",
  *check(context) {
    for (const statement of context.statements) {
      const { jitMs, totalMs, calls } = statement;
      if (jitMs < 100 || jitMs < totalMs / 3) continue;
      yield {
        level: "warning",
        statement,
        message: `JIT compilation takes ${ms(jitMs / calls)} of ${ms(totalMs / calls)} per call. Switch it off for the role, and measure again.`,
        evidence: "measured",
        fix: `alter role ${quoteIdentifier(context.role)} set jit = off`,
        weight: share(context, jitMs),
      };
    }
  },
};
