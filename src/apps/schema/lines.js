/** @import { DrawnReference } from "../../schema/design/erd/drawn.ts" */

/** Made of the name of HTML's, so that the page holds nothing that looks like an address. */
const svg = String(document.documentElement.namespaceURI).replace("1999/xhtml", "2000/svg");

/** How far a line goes straight out of a box: its end has the signs. */
const stub = 20;

/** The middle of a box's first line, and how far lines are apart that meet one box. */
const [header, apart] = [14, 12];

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
      const ends = references.map((reference) => endsOf(reference, boxes));
      spread(ends);
      ends.forEach((both, at) => {
        const reference = references[at];
        if (both !== undefined && reference !== undefined)
          paths[at]?.setAttribute("d", curve(reference, both));
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

/** @typedef {{ x: number, y: number, side: -1 | 1, box: HTMLElement }} End */

/**
 * Where a line leaves its column's row, and where it meets the other table.
 * @param {DrawnReference} reference
 * @param {readonly HTMLElement[]} boxes
 * @returns {{ child: End, parent: End } | undefined}
 */
function endsOf({ from, to, columns }, boxes) {
  const [child, parent] = [boxes[from], boxes[to]];
  if (child === undefined || parent === undefined) return undefined;
  const last = columns.at(-1) ?? "";
  const row = [...child.querySelectorAll("[data-column]")].find(
    (line) => line instanceof HTMLElement && line.dataset["column"] === last,
  );
  const leftwards = parent.offsetLeft + parent.offsetWidth < child.offsetLeft;
  const rightwards = child.offsetLeft + child.offsetWidth < parent.offsetLeft;
  return {
    child: end(child, leftwards ? -1 : 1, child.offsetTop + rowMiddle(row)),
    parent: end(parent, rightwards ? -1 : 1, parent.offsetTop + header),
  };
}

/** @param {HTMLElement} box @param {-1 | 1} side @param {number} y @returns {End} */
function end(box, side, y) {
  return { x: box.offsetLeft + (side === 1 ? box.offsetWidth : 0), y, side, box };
}

/**
 * Lines to one side of a table meet it below one another, in the order in which they come.
 * @param {readonly ({ child: End, parent: End } | undefined)[]} ends
 */
function spread(ends) {
  const lines = ends.filter((both) => both !== undefined).toSorted((a, b) => a.child.y - b.child.y);
  /** @type {Map<HTMLElement, Record<number, number>>} */
  const met = new Map();
  for (const { parent } of lines) {
    const sides = met.get(parent.box) ?? {};
    met.set(parent.box, sides);
    const before = sides[parent.side] ?? 0;
    sides[parent.side] = before + 1;
    parent.y += Math.min(before * apart, Math.max(0, parent.box.offsetHeight - 2 * header));
  }
}

/** @param {DrawnReference} reference @param {{ child: End, parent: End }} ends */
function curve({ single, required }, { child, parent }) {
  const [fromX, toX] = [child.x + child.side * stub, parent.x + parent.side * stub];
  const bend = Math.max(24, Math.abs(toX - fromX) / 2);
  return [
    `M${child.x} ${child.y}H${fromX}`,
    `C${fromX + child.side * bend} ${child.y} ${toX + parent.side * bend} ${parent.y} ${toX} ${parent.y}H${parent.x}`,
    single ? bar(child.x + child.side * 8, child.y) : foot(child),
    required ? bar(parent.x + parent.side * 8, parent.y) : circle(parent),
  ].join("");
}

/** @param {Element | undefined} row */
const rowMiddle = (row) =>
  row instanceof HTMLElement ? row.offsetTop + row.offsetHeight / 2 : header;

/** @param {number} x @param {number} y */
const bar = (x, y) => `M${x} ${y - 5}v10`;

/** @param {End} end */
const foot = ({ x, y, side }) => `M${x} ${y - 5}L${x + side * 10} ${y}L${x} ${y + 5}`;

/** @param {End} end */
const circle = ({ x, y, side }) => `M${x + side * 10 - 4} ${y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0`;
