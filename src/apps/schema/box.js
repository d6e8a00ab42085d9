import { element } from "../shared/element.js";

/** @import { DrawnColumn, DrawnSchema, DrawnTable } from "../../schema/design/erd/drawn.ts" */

/** Columns that are shown of many, beside those that are keys. */
const plainColumns = 12;

/**
 * A table: its name, its columns with their types, what is a key.
 * @param {DrawnTable} table
 * @param {number} at
 * @param {DrawnSchema} schema
 */
export function boxView(table, at, schema) {
  const { name, columns } = table;
  const shown = firstColumns(columns);
  const left = columns.length - shown.length;
  return element(
    "div",
    {
      class: "box",
      role: "option",
      tabindex: at === 0 ? 0 : -1,
      "aria-selected": false,
      "aria-label": tableWords(table, at, schema),
      "data-table": at,
    },
    element("div", { class: "name" }, name),
    ...shown.map(columnLine),
    left === 0 ? undefined : element("div", { class: "more" }, `${left} more columns`),
  );
}

/** @param {readonly DrawnColumn[]} columns */
function firstColumns(columns) {
  if (columns.length <= plainColumns + 1) return columns;
  const isKey = (/** @type {DrawnColumn} */ { primary, foreign, unique }) =>
    primary || foreign || unique;
  const others = columns.filter((column) => !isKey(column)).slice(0, plainColumns);
  const kept = new Set([...columns.filter(isKey), ...others]);
  return columns.filter((column) => kept.has(column));
}

/** @param {DrawnColumn} column */
function columnLine({ name, type, required, primary, foreign, unique }) {
  const signs = [...(primary ? ["PK"] : []), ...(foreign ? ["FK"] : []), ...(unique ? ["UQ"] : [])];
  const line = element(
    "div",
    { class: primary ? "column primary" : "column" },
    element("span", { class: "sign" }, signs.slice(0, 2).join(" ")),
    element("span", { class: "label" }, name),
    element("span", { class: "type" }, required ? type : `${type}?`),
  );
  line.dataset["column"] = name;
  return line;
}

/**
 * The same in words, for those who do not see the lines.
 * @param {DrawnTable} table
 * @param {number} at
 * @param {DrawnSchema} schema
 */
function tableWords({ name, columns }, at, { tables, references }) {
  const to = references.filter(({ from }) => from === at).map((one) => tables[one.to]?.name ?? "?");
  const from = references
    .filter((one) => one.to === at)
    .map((one) => tables[one.from]?.name ?? "?");
  return [
    `${name}, ${columns.length} ${columns.length === 1 ? "column" : "columns"}`,
    ...(to.length === 0 ? [] : [`refers to ${[...new Set(to)].join(", ")}`]),
    ...(from.length === 0 ? [] : [`referred to by ${[...new Set(from)].join(", ")}`]),
  ].join("; ");
}
