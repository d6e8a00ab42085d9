import { quoteIdentifier } from "../../../sql/quote.ts";
import { ms, percent } from "../figures.ts";
import { share, type SlowRule } from "./rule.ts";

export const notSeen: SlowRule = {
  id: "not-seen",
  title: "Statements that are not seen",
  condition:
    "The texts of other roles are hidden, statements were forgotten, or times of I/O are not taken.",
  effect: "What matters most may be missing.",
  workaround: "Grant pg_read_all_stats, raise pg_stat_statements.max, switch track_io_timing on.",
  *check(context) {
    const { hidden, source, role, order } = context;
    if (hidden.statements > 0) {
      const weight = share(context, hidden.ms);
      yield {
        level: weight > 0.1 ? "warning" : "info",
        message: `${hidden.statements} statements of other roles, ${ms(hidden.ms)} in all (${percent(weight)}), are hidden from this role.`,
        evidence: "measured",
        fix: `grant pg_read_all_stats to ${quoteIdentifier(role)}`,
        weight,
      };
    }
    if (source.forgotten !== null && source.forgotten > 0)
      yield {
        level: "info",
        message: `There were more statements than pg_stat_statements.max: ${source.forgotten} times the rarest were forgotten, so rare statements are missing. Send lists as \`= any($1)\`, and raise the setting.`,
        evidence: "measured",
        weight: 0,
      };
    if (order === "io" && !source.timesIo)
      yield {
        level: "info",
        message:
          "track_io_timing is off: blocks are counted, waiting for them is not timed. A superuser can switch it on.",
        evidence: "measured",
        weight: 0,
      };
  },
};
