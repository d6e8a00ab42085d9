import { element } from "../shared/element.js";

/** @typedef {ReturnType<typeof movable>} Stage */

const [least, most] = [0.1, 2];
/** All is shown at first, unless it would be too small to read. */
const readable = 0.55;
const tallestWindow = 640;

/**
 * A window on something larger, which is moved by dragging, and made larger and smaller by buttons, by the wheel with a modifier,
 * as pages are, and by two fingers.
 * @param {HTMLElement} content
 */
export function movable(content) {
  const window = element("div", { class: "window" }, content);
  let [x, y, scale, width, height] = [0, 0, 1, 1, 1];

  const apply = () => {
    content.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
  };
  /** @param {number} factor @param {number} [atX] @param {number} [atY] */
  const zoom = (factor, atX = window.clientWidth / 2, atY = window.clientHeight / 2) => {
    const next = Math.min(most, Math.max(least, scale * factor));
    x = atX - ((atX - x) * next) / scale;
    y = atY - ((atY - y) * next) / scale;
    scale = next;
    apply();
  };
  const fitting = () => Math.min(1, (window.clientWidth - 16) / width, tallestWindow / height);
  /** @param {number} [wanted] */
  const fit = (wanted = fitting()) => {
    scale = Math.max(least, wanted);
    x = Math.max(8, (window.clientWidth - width * scale) / 2);
    y = Math.max(8, (window.clientHeight - height * scale) / 2);
    apply();
  };

  drag(window, {
    /** @param {number} byX @param {number} byY */
    move(byX, byY) {
      x += byX;
      y += byY;
      apply();
    },
    zoom,
  });
  window.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } = window.getBoundingClientRect();
      zoom(Math.exp(-event.deltaY / 300), event.clientX - left, event.clientY - top);
    },
    { passive: false },
  );
  // a browser scrolls to what has the focus; here what has it is moved into view
  window.addEventListener("scroll", () => window.scrollTo(0, 0));

  return {
    window,
    zoom,
    fit: () => fit(),
    buttons: [
      button("-", "Smaller", () => zoom(1 / 1.25)),
      button("+", "Larger", () => zoom(1.25)),
      button("All", "Show all", () => fit()),
    ],
    /** @param {number} contentWidth @param {number} contentHeight */
    measure(contentWidth, contentHeight) {
      [width, height] = [contentWidth, contentHeight];
      const first = Math.max(fitting(), Math.min(1, readable));
      window.style.height = `${Math.max(160, Math.min(tallestWindow, height * first) + 16)}px`;
      fit(first);
    },
    /** @param {HTMLElement} box */
    reveal({ offsetLeft, offsetTop, offsetWidth, offsetHeight }) {
      x += outside(x + offsetLeft * scale, offsetWidth * scale, window.clientWidth);
      y += outside(y + offsetTop * scale, offsetHeight * scale, window.clientHeight);
      apply();
    },
  };
}

/** How far a part has to move to be within, its beginning above all.
 * @param {number} from @param {number} length @param {number} room */
function outside(from, length, room) {
  const margin = 12;
  if (from < margin || length > room - 2 * margin) return margin - from;
  return Math.min(0, room - margin - (from + length));
}

/** @param {string} sign @param {string} label @param {() => void} press */
function button(sign, label, press) {
  const made = element("button", { type: "button", "aria-label": label, title: label }, sign);
  made.addEventListener("click", press);
  return made;
}

/**
 * @param {HTMLElement} window
 * @param {{ move: (x: number, y: number) => void, zoom: (factor: number, x: number, y: number) => void }} moved
 */
function drag(window, { move, zoom }) {
  /** @type {Map<number, { x: number, y: number }>} */
  const fingers = new Map();
  window.addEventListener("pointerdown", ({ pointerId, clientX, clientY, button: pressed }) => {
    if (pressed === 0) fingers.set(pointerId, { x: clientX, y: clientY });
  });
  window.addEventListener("pointermove", ({ pointerId, clientX, clientY }) => {
    const before = fingers.get(pointerId);
    if (before === undefined) return;
    const [other] = [...fingers].filter(([id]) => id !== pointerId).map(([, finger]) => finger);
    fingers.set(pointerId, { x: clientX, y: clientY });
    if (other === undefined) {
      window.classList.add("dragged");
      return move(clientX - before.x, clientY - before.y);
    }
    const { left, top } = window.getBoundingClientRect();
    const apart = Math.hypot(before.x - other.x, before.y - other.y);
    const now = Math.hypot(clientX - other.x, clientY - other.y);
    if (apart > 0) zoom(now / apart, other.x - left, other.y - top);
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"])
    window.addEventListener(end, (event) => {
      if (event instanceof PointerEvent) fingers.delete(event.pointerId);
      window.classList.remove("dragged");
    });
}
