import { quoteIdentifier } from "../../../sql/quote.ts";
import { columnRule, retype } from "./facts/columns.ts";
import { code } from "./facts/names.ts";
import { bare } from "./facts/types.ts";

export const timestampWithoutTimeZone = columnRule(
  {
    id: "timestamp-without-time-zone",
    title: "timestamp without time zone",
    condition: "A new column has the type timestamp.",
    effect:
      "It stores what a clock showed somewhere: the moment depends on who reads it, and the hour of the autumn change comes twice.",
    workaround: "timestamptz, which stores the moment and takes the same 8 bytes.",
  },
  (made) =>
    bare(made.column.type) === "timestamp without time zone"
      ? {
          level: "warning",
          message: `${code(made.column.name)} is a timestamp without time zone: it holds what a clock showed and not where, so sessions with another TimeZone mean another moment. Use timestamptz, of the same 8 bytes.`,
          fix: retype(
            made,
            "timestamptz",
            ` USING ${quoteIdentifier(made.column.name)} AT TIME ZONE 'UTC'`,
          ),
        }
      : undefined,
);
