import { columnRule, retype } from "./facts/columns.ts";
import { code } from "./facts/names.ts";
import { bare } from "./facts/types.ts";

export const charColumn = columnRule(
  {
    id: "char-column",
    title: "char(n)",
    condition: "A new column has the type char(n).",
    effect:
      "Values are padded with spaces, which take room, and are lost or compared oddly when cast to text.",
    workaround: "text, with a CHECK on its length where that matters.",
  },
  (made) =>
    bare(made.column.type) === "character"
      ? {
          level: "warning",
          message: `${code(made.column.name)} is ${code(made.column.type)}: values are padded with spaces that count in some comparisons and not in others, and it is not faster. Use text, with CHECK (char_length(...) = n) where the length matters.`,
          fix: retype(made, "text"),
        }
      : undefined,
);
