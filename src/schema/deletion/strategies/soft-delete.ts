import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../../rows/name.ts";
import type { MakeRecipe } from "./strategy.ts";

const GONE = /^(deleted|archived|removed|discarded)_?at$/i;

/** Rows are marked, and nothing goes. */
export const softDelete: MakeRecipe = ({ table }) => {
  const name = nameOf(table);
  const marked = table.columns.find(
    ({ name: column, type }) => GONE.test(column) && type.startsWith("timestamp"),
  );
  const column = quoteIdentifier(marked?.name ?? "deleted_at");
  return {
    name: "soft delete",
    takes: "none",
    pros: "Nothing is lost, nothing is refused, and it can be undone.",
    cons: `Every query has to leave out rows with ${column}, unique keys have to become partial, and personal data is still there.`,
    statements: (condition) => [
      ...(marked === undefined ? [`ALTER TABLE ${name} ADD COLUMN deleted_at timestamptz`] : []),
      `UPDATE ${name} SET ${column} = now() WHERE ${condition}`,
    ],
  };
};
