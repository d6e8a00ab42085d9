import { element } from "../shared/element.js";
import { boxView } from "./box.js";
import { tableDetails } from "./details.js";
import { steerBoxes } from "./keys.js";
import { layOut } from "./layout.js";
import { linesView } from "./lines.js";
import { searchField } from "./search.js";
import { movable } from "./stage.js";
import { schemaSummary } from "./summary.js";

/** @import { DrawnSchema } from "../../schema/design/erd/drawn.ts" */

/**
 * Tables as boxes, references as lines. `arrange` is called when the view is in the document: places depend on the size of boxes.
 * @param {DrawnSchema} schema
 */
export function schemaView(schema) {
  const { tables, references } = schema;
  const boxes = tables.map((table, at) => boxView(table, at, schema));
  const list = element(
    "div",
    { class: "boxes", role: "listbox", "aria-label": "Tables" },
    ...boxes,
  );
  const stage = movable(list);
  const told = element("div", { class: "told", "aria-live": "polite" });
  const lines = linesView(references, boxes);
  list.prepend(lines.drawing);
  const goTo = steerBoxes(boxes, stage, (at) => {
    lines.choose(at);
    told.replaceChildren(...(at === undefined ? [] : [tableDetails(schema, at, goTo)]));
  });
  const search = searchField(tables, boxes, goTo);
  const view = element(
    "div",
    { class: "schema" },
    schemaSummary(schema),
    element("div", { class: "tools" }, search, ...stage.buttons),
    stage.window,
    element(
      "p",
      { class: "keys" },
      "Arrows go to the next table, + and - zoom, 0 shows all, / searches, Esc clears. Drag to move.",
    ),
    told,
  );
  view.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target instanceof HTMLInputElement) return;
    search.querySelector("input")?.focus();
    event.preventDefault();
  });
  const arrange = () => {
    const sizes = boxes.map(({ offsetWidth, offsetHeight }) => ({
      width: offsetWidth,
      height: offsetHeight,
    }));
    const { places, width, height } = layOut(sizes, references);
    boxes.forEach(({ style }, at) => {
      style.left = `${places[at]?.x ?? 0}px`;
      style.top = `${places[at]?.y ?? 0}px`;
    });
    stage.measure(width, height);
    lines.draw(width, height);
  };
  return { view, arrange };
}
