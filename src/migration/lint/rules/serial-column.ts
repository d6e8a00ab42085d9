import { quoteIdentifier } from "../../../sql/quote.ts";
import { columnRule } from "./facts/columns.ts";
import { code } from "./facts/names.ts";

export const serialColumn = columnRule(
  {
    id: "serial-column",
    title: "serial instead of identity",
    condition: "A new column is serial or bigserial.",
    effect:
      "The sequence has its own grants and owner, copies of the table share it, and anybody may write the column.",
    workaround: "bigint GENERATED ALWAYS AS IDENTITY.",
  },
  ({ table, column }) => {
    if (!ownSequence(column.default)) return undefined;
    const name = quoteIdentifier(column.name);
    return {
      level: "info",
      message: `${code(column.name)} is serial: inserting roles need USAGE on its sequence, LIKE copies share it, and it may be written by hand into a later conflict. Use bigint GENERATED ALWAYS AS IDENTITY.`,
      fix: `ALTER TABLE ${table} ALTER COLUMN ${name} DROP DEFAULT, ALTER COLUMN ${name} SET NOT NULL, ALTER COLUMN ${name} ADD GENERATED ALWAYS AS IDENTITY`,
    };
  },
);

const ownSequence = (expression: string | null): boolean =>
  expression !== null && /^nextval\('.*_seq"?'::regclass\)$/.test(expression);
