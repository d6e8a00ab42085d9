import { element } from "../shared/element.js";

/** @import { DrawnTable } from "../../schema/design/erd/drawn.ts" */

/**
 * Names of tables and columns that hold what is typed; other tables fade. Enter goes to the next of them.
 * @param {readonly DrawnTable[]} tables
 * @param {readonly HTMLElement[]} boxes
 * @param {(at: number) => void} goTo
 */
export function searchField(tables, boxes, goTo) {
  const input = element("input", {
    type: "search",
    placeholder: "Table or column",
    "aria-label": "Search tables and columns",
    spellcheck: false,
  });
  const found = element("output", {});
  /** @type {number[]} */
  let matches = [];
  let next = 0;
  const look = () => {
    const wanted = input.value.trim().toLowerCase();
    const holds = (/** @type {string} */ text) => text.toLowerCase().includes(wanted);
    matches = tables.flatMap(({ name, columns }, at) =>
      wanted !== "" && (holds(name) || columns.some((column) => holds(column.name))) ? [at] : [],
    );
    next = 0;
    boxes.forEach((box, at) => {
      box.classList.toggle("faded", wanted !== "" && !matches.includes(at));
      for (const line of box.querySelectorAll("[data-column]"))
        line.classList.toggle(
          "found",
          wanted !== "" && line instanceof HTMLElement && holds(line.dataset["column"] ?? ""),
        );
    });
    found.textContent = wanted === "" ? "" : `${matches.length} of ${tables.length}`;
  };
  input.addEventListener("input", look);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      input.value = "";
      look();
    }
    const at = matches[next % Math.max(1, matches.length)];
    if (event.key !== "Enter" || at === undefined) return;
    next += 1;
    goTo(at);
    input.focus();
  });
  return element("div", { class: "search" }, input, found);
}
