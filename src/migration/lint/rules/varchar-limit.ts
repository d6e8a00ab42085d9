import { columnRule } from "./facts/columns.ts";
import { code } from "./facts/names.ts";
import { bare, modifiers } from "./facts/types.ts";

export const varcharLimit = columnRule(
  {
    id: "varchar-limit",
    title: "varchar(n)",
    condition: "A new column has a length limit in its type.",
    effect: "To lower the limit later is to rewrite the table under its lock; it saves no room.",
    workaround: "text with a CHECK, which can be replaced NOT VALID and validated online.",
  },
  ({ column }) =>
    bare(column.type) === "character varying" && modifiers(column.type).length > 0
      ? {
          level: "info",
          message: `${code(column.name)} is ${code(column.type)}: the limit saves no room, and lowering it later rewrites the table. Use text with a CHECK on char_length, which can be changed online.`,
        }
      : undefined,
);
