import { columnRule, retype } from "./facts/columns.ts";
import { code } from "./facts/names.ts";

export const intPrimaryKey = columnRule(
  {
    id: "int-primary-key",
    title: "Primary key that runs out",
    condition: "A new table is keyed by a number of 2 or 4 bytes that a sequence gives out.",
    effect:
      "After 2.1 billion inserts, failed ones too, every insert fails; to widen it rewrites the table and all that reference it.",
    workaround: "bigint from the start.",
  },
  (made) => {
    const { column, of } = made;
    const key = of.constraints.find(({ kind }) => kind === "primary key");
    const counted = column.identity !== null || column.default?.startsWith("nextval(") === true;
    if (!counted || key?.columns.length !== 1 || key.columns[0] !== column.name) return undefined;
    if (column.type !== "integer" && column.type !== "smallint") return undefined;
    return {
      level: "warning",
      message: `${code(column.name)} is a key of type ${code(column.type)}: after ${column.type === "integer" ? "2,147,483,647" : "32,767"} numbers, those of failed inserts too, every insert fails, and to widen it then rewrites this table and all that reference it. Make it bigint now.`,
      fix: retype(made, "bigint"),
    };
  },
);
