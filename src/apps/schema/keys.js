/** @import { Stage } from "./stage.js" */

/**
 * The keys of the tables: arrows go to the next one in their direction, and a click and the focus choose. Returns what goes to a table.
 * @param {readonly HTMLElement[]} boxes
 * @param {Stage} stage
 * @param {(at: number | undefined) => void} choose
 */
export function steerBoxes(boxes, stage, choose) {
  /** @type {HTMLElement | undefined} */
  let current;
  /** @param {HTMLElement | undefined} box */
  const select = (box) => {
    if (box === current) return;
    current?.setAttribute("aria-selected", "false");
    current = box;
    if (box !== undefined)
      for (const other of boxes) other.setAttribute("tabindex", other === box ? "0" : "-1");
    box?.setAttribute("aria-selected", "true");
    choose(box === undefined ? undefined : boxes.indexOf(box));
  };
  /** @param {number} at */
  const goTo = (at) => {
    const box = boxes[at];
    if (box === undefined) return;
    box.focus({ preventScroll: true });
    select(box);
    stage.reveal(box);
  };
  for (const box of boxes) {
    box.addEventListener("focus", () => select(box));
    box.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (press(event.key, box)) event.preventDefault();
    });
  }
  /** @param {string} key @param {HTMLElement} box */
  const press = (key, box) => {
    const next = neighbourBox(box, boxes, key);
    if (next !== undefined) goTo(boxes.indexOf(next));
    else if (key === "Home") goTo(0);
    else if (key === "End") goTo(boxes.length - 1);
    else if (key === "Escape") select(undefined);
    else if (key === "+") stage.zoom(1.25);
    else if (key === "-") stage.zoom(1 / 1.25);
    else if (key === "0") stage.fit();
    else return false;
    return true;
  };
  return goTo;
}

/** Which way a key goes. @type {Readonly<Record<string, readonly [x: number, y: number]>>} */
const directions = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

/**
 * The nearest box in a direction; what lies aside of it counts as three times as far.
 * @param {HTMLElement} box
 * @param {readonly HTMLElement[]} boxes
 * @param {string} key
 */
function neighbourBox(box, boxes, key) {
  const direction = directions[key];
  if (direction === undefined) return undefined;
  const [dx, dy] = direction;
  const [x, y] = centre(box);
  let [best, shortest] = [/** @type {HTMLElement | undefined} */ (undefined), Infinity];
  for (const other of boxes) {
    const [otherX, otherY] = centre(other);
    const along = (otherX - x) * dx + (otherY - y) * dy;
    const aside = Math.abs((otherX - x) * dy) + Math.abs((otherY - y) * dx);
    const length = along + 3 * aside;
    if (other !== box && along > 8 && length < shortest) [best, shortest] = [other, length];
  }
  return best;
}

/** @param {HTMLElement} box @returns {[x: number, y: number]} */
function centre({ offsetLeft, offsetTop, offsetWidth, offsetHeight }) {
  return [offsetLeft + offsetWidth / 2, offsetTop + offsetHeight / 2];
}
