/** @import { DrawnReference } from "../../schema/design/erd/drawn.ts" */

const svg = "http://www.w3.org/2000/svg";

/** How far a line goes straight out of a box: its end has the signs. */
const stub = 20;

/**
 * References as curves from the row of their column to the table that they refer to: a crow's foot where many refer to one, a circle
 * where a row need not. The one that is chosen is told by `choose`, with its neighbours.
 * @param {readonly DrawnReference[]} references
 * @param {readonly HTMLElement[]} boxes
 */
export function linesView(references, boxes) {
  const drawing = document.createElementNS(svg, "svg");
  drawing.setAttribute("class", "lines");
  drawing.setAttribute("aria-hidden", "true");
  const paths = references.map(({ identifying, required }) => {
    const path = document.createElementNS(svg, "path");
    path.setAttribute("class", identifying || required ? "line" : "line optional");
    return path;
  });
  drawing.append(...paths);
  return {
    drawing,
    /** @param {number} width @param {number} height */
    draw(width, height) {
      drawing.setAttribute("width", String(width));
      drawing.setAttribute("height", String(height));
      references.forEach((reference, at) => {
        const [child, parent] = [boxes[reference.from], boxes[reference.to]];
        if (child === undefined || parent === undefined) return;
        paths[at]?.setAttribute("d", curve(reference, child, parent));
      });
    },
    /** @param {number | undefined} table */
    choose(table) {
      const near = new Set([table]);
      references.forEach(({ from, to }, at) => {
        const own = table !== undefined && (from === table || to === table);
        paths[at]?.classList.toggle("chosen", own);
        if (own) near.add(from).add(to);
      });
      boxes.forEach(({ classList }, at) => {
        classList.toggle("chosen", at === table);
        classList.toggle("near", at !== table && near.has(at));
      });
    },
  };
}

/** @param {DrawnReference} reference @param {HTMLElement} child @param {HTMLElement} parent */
function curve({ columns, single, required }, child, parent) {
  const last = columns.at(-1) ?? "";
  const row = [...child.querySelectorAll("[data-column]")].find(
    (line) => line instanceof HTMLElement && line.dataset["column"] === last,
  );
  const startY = child.offsetTop + rowMiddle(row);
  const endY = parent.offsetTop + 14;
  const leftwards = parent.offsetLeft + parent.offsetWidth < child.offsetLeft;
  const rightwards = child.offsetLeft + child.offsetWidth < parent.offsetLeft;
  const startSide = leftwards ? -1 : 1;
  const endSide = rightwards ? -1 : 1;
  const startX = child.offsetLeft + (leftwards ? 0 : child.offsetWidth);
  const endX = parent.offsetLeft + (rightwards ? 0 : parent.offsetWidth);
  const [fromX, toX] = [startX + startSide * stub, endX + endSide * stub];
  const bend = Math.max(24, Math.abs(toX - fromX) / 2);
  return [
    `M${startX} ${startY}H${fromX}`,
    `C${fromX + startSide * bend} ${startY} ${toX + endSide * bend} ${endY} ${toX} ${endY}H${endX}`,
    single ? bar(startX + startSide * 8, startY) : foot(startX, startY, startSide),
    required ? bar(endX + endSide * 8, endY) : circle(endX + endSide * 10, endY),
  ].join("");
}

/** @param {Element | undefined} row */
const rowMiddle = (row) => (row instanceof HTMLElement ? row.offsetTop + row.offsetHeight / 2 : 14);

/** @param {number} x @param {number} y */
const bar = (x, y) => `M${x} ${y - 5}v10`;

/** @param {number} x @param {number} y @param {number} side */
const foot = (x, y, side) => `M${x} ${y - 5}L${x + side * 10} ${y}L${x} ${y + 5}`;

/** @param {number} x @param {number} y */
const circle = (x, y) => `M${x - 4} ${y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0`;
