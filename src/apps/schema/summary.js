import { element } from "../shared/element.js";

/** @import { DrawnSchema } from "../../schema/design/erd/drawn.ts" */

/** What there is, and what the signs mean.
 * @param {DrawnSchema} schema */
export function schemaSummary({ tables, references }) {
  return element(
    "header",
    {},
    element(
      "p",
      { class: "total" },
      `${counted(tables.length, "table")}, ${counted(references.length, "reference")}`,
    ),
    element(
      "p",
      { class: "parts" },
      "PK primary key · FK foreign key · UQ unique · type? may be NULL · a crow's foot: many rows refer to one · a dashed line: none is required",
    ),
  );
}

/** @param {number} number @param {string} word */
function counted(number, word) {
  return `${number.toLocaleString("en-US")} ${word}${number === 1 ? "" : "s"}`;
}
