import { columnRule } from "./facts/columns.ts";
import { code } from "./facts/names.ts";
import { bare } from "./facts/types.ts";

export const timetzColumn = columnRule(
  {
    id: "timetz-column",
    title: "time with time zone",
    condition: "A new column has the type timetz.",
    effect:
      "An offset without a date means nothing where clocks change; only the SQL standard wants it.",
    workaround: "timestamptz for a moment; time and the name of a zone for an hour of the day.",
  },
  ({ column }) =>
    bare(column.type) === "time with time zone"
      ? {
          level: "warning",
          message: `${code(column.name)} is a time with time zone, an offset without a date, which is right for half of the year. Use timestamptz for a moment, or time beside the name of a zone.`,
        }
      : undefined,
);
