import { element } from "../shared/element.js";
import { cellDetails } from "./details.js";
import { steerGrid } from "./keys.js";
import { squaresView, squaresWords } from "./squares.js";

/** @import { DrawnActor, DrawnFailure, ProofPicture } from "../../rls/prove/drawn.ts" */

/**
 * Tables by those who act, as an ARIA grid. What a cell tells stands in a row below its own.
 * @param {ProofPicture} picture
 */
export function matrixView(picture) {
  const { columns, tables, failed } = picture;
  /** @type {Map<string, DrawnFailure[]>} */
  const failures = new Map();
  for (const failure of failed) {
    const place = `${failure.table} ${failure.column}`;
    failures.set(place, [...(failures.get(place) ?? []), failure]);
  }
  const details = element("tr", { class: "details" });
  /** @type {Map<Element, Node>} */
  const told = new Map();
  const rows = tables.map(({ name, squares }, at) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, ...breakable(name)),
      ...columns.map((actor, column) => {
        const own = squares[column] ?? {};
        const wrong = failures.get(`${at} ${column}`) ?? [];
        if (squares[column] == null && wrong.length === 0)
          return element("td", { class: startClass(columns, column) });
        const otherWrong = wrong.some(({ command }) => command === "other");
        const cell = element(
          "td",
          {
            role: "gridcell",
            class: startClass(columns, column),
            tabindex: -1,
            "aria-label": squaresWords(own, otherWrong),
            "data-wrong": wrong.length > 0,
          },
          squaresView(own, otherWrong),
        );
        told.set(cell, cellDetails(name, actor, own, wrong));
        return cell;
      }),
    ),
  );
  const table = element(
    "table",
    { role: "grid", "aria-label": "Tables by users" },
    headings(columns),
    element("tbody", {}, ...rows),
  );
  const goToNext = steerGrid(table, (cell) => {
    const content = told.get(cell);
    if (content === undefined) return;
    const wide = element("td", { colspan: columns.length + 1, "aria-live": "polite" }, content);
    details.replaceChildren(wide);
    cell.parentElement?.after(details);
  });
  return { grid: element("div", { class: "scroller" }, table), goToNext };
}

/**
 * Roles above their actors; of a role with one actor only there is one heading.
 * @param {readonly DrawnActor[]} columns
 */
function headings(columns) {
  const roles = [...new Set(columns.map(({ role }) => role))].map((role) => ({
    role,
    actors: columns.filter((column) => column.role === role).map(({ actor }) => actor),
  }));
  return element(
    "thead",
    {},
    element(
      "tr",
      { class: "roles" },
      element("td", { rowspan: 2 }),
      ...roles.map(({ role, actors }) =>
        actors.length === 1
          ? element(
              "th",
              { scope: "col", rowspan: 2, class: "upright start" },
              element("span", {}, element("strong", {}, role), ` ${actors[0]}`),
            )
          : element(
              "th",
              { scope: "colgroup", colspan: actors.length, class: "start" },
              element("span", {}, role),
            ),
      ),
    ),
    element(
      "tr",
      {},
      ...roles
        .filter(({ actors }) => actors.length > 1)
        .flatMap(({ actors }) =>
          actors.map((actor, at) =>
            element(
              "th",
              { scope: "col", class: at === 0 ? "upright start" : "upright" },
              element("span", {}, actor),
            ),
          ),
        ),
    ),
  );
}

/** @param {readonly DrawnActor[]} columns @param {number} at */
function startClass(columns, at) {
  return columns[at]?.role === columns[at - 1]?.role ? undefined : "start";
}

/**
 * A long name breaks where it is put together.
 * @param {string} name
 */
function breakable(name) {
  return name.split(/(?<=[._])/).flatMap((part) => [part, element("wbr", {})]);
}
