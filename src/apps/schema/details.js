import { element } from "../shared/element.js";

/** @import { DrawnColumn, DrawnReference, DrawnSchema } from "../../schema/design/erd/drawn.ts" */

/**
 * All that is known of a table: what it is for, each column, what it refers to and what refers to it, its indexes.
 * @param {DrawnSchema} schema
 * @param {number} at
 * @param {(at: number) => void} goTo
 */
export function tableDetails({ tables, references }, at, goTo) {
  const table = tables[at];
  if (table === undefined) return element("div", {});
  const { name, comment, rows, columns, indexes } = table;
  const link = (/** @type {number} */ to) => {
    const made = element("button", { class: "link", type: "button" }, tables[to]?.name ?? "?");
    made.addEventListener("click", () => goTo(to));
    return made;
  };
  return element(
    "section",
    { class: "details", "aria-label": "Chosen table" },
    element("h2", {}, name),
    element(
      "p",
      { class: "about" },
      [comment ?? "", rows === null ? "" : `${rows.toLocaleString("en-US")} rows`]
        .filter((part) => part !== "")
        .join(" · "),
    ),
    list("Columns", columns.map(columnItem)),
    list(
      "Refers to",
      references
        .filter(({ from }) => from === at)
        .map((one) => [link(one.to), ` by ${one.columns.join(", ")}${words(one)}`]),
    ),
    list(
      "Referred to by",
      references
        .filter(({ to }) => to === at)
        .map((one) => [link(one.from), ` by ${one.columns.join(", ")}${words(one)}`]),
    ),
    list(
      "Indexes beside keys",
      indexes.map((index) => [element("code", {}, index)]),
    ),
  );
}

/** @param {DrawnColumn} column */
function columnItem({ name, type, required, primary, unique, comment }) {
  const more = [
    ...(primary ? ["primary key"] : []),
    ...(unique ? ["unique"] : []),
    ...(required ? [] : ["may be NULL"]),
    ...(comment === null ? [] : [comment]),
  ];
  return [
    element("strong", {}, name),
    " ",
    element("code", {}, type),
    more.length === 0 ? "" : ` ${more.join(", ")}`,
  ];
}

/** @param {DrawnReference} reference */
function words({ single, required, onDelete }) {
  return `: ${single ? "at most one" : "many"} to ${required ? "one" : "one or none"}, on delete ${onDelete.toLowerCase()}`;
}

/** @param {string} title @param {readonly (string | Node)[][]} items */
function list(title, items) {
  if (items.length === 0) return undefined;
  return element(
    "div",
    {},
    element("h3", {}, title),
    element("ul", {}, ...items.map((parts) => element("li", {}, ...parts))),
  );
}
