/**
 * The keys of a tree as ARIA has them, and the mouse: arrows move, open and close, Enter and a click show every figure,
 * `n` goes to the next node with a finding.
 * @param {HTMLElement} tree
 * @param {(item: HTMLElement, open?: boolean) => void} toggle
 */
export function steer(tree, toggle) {
  tree.addEventListener("click", ({ target }) => {
    const item = itemOf(target);
    if (item === undefined || !(target instanceof Element) || target.closest("button, .fix"))
      return;
    if (target.closest(".twist:not(.leaf)")) toggle(item);
    else if (String(getSelection()) === "") toggleDetails(item);
    item.focus();
  });
  tree.addEventListener("focusin", ({ target }) => {
    const item = itemOf(target);
    if (item === undefined || item !== target) return;
    for (const other of tree.querySelectorAll("[role=treeitem][tabindex='0']"))
      other.setAttribute("tabindex", "-1");
    item.setAttribute("tabindex", "0");
  });
  tree.addEventListener("keydown", (event) => {
    const item = itemOf(event.target);
    if (item === undefined || item !== event.target) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (press(event.key, item, tree, toggle)) event.preventDefault();
  });
}

/**
 * @param {string} key
 * @param {HTMLElement} item
 * @param {HTMLElement} tree
 * @param {(item: HTMLElement, open?: boolean) => void} toggle
 */
function press(key, item, tree, toggle) {
  const items = visibleItems(tree);
  const at = items.indexOf(item);
  const open = item.getAttribute("aria-expanded");
  switch (key) {
    case "ArrowDown":
      return move(items[at + 1]);
    case "ArrowUp":
      return move(items[at - 1]);
    case "Home":
      return move(items[0]);
    case "End":
      return move(items.at(-1));
    case "ArrowRight":
      if (open === "true") return move(items[at + 1]);
      toggle(item, true);
      return true;
    case "ArrowLeft":
      if (open !== "true") return move(itemOf(item.parentElement));
      toggle(item, false);
      return true;
    case "Enter":
    case " ":
      toggleDetails(item);
      return true;
    case "n":
      return move([...items.slice(at + 1), ...items].find(({ dataset }) => "finding" in dataset));
    default:
      return false;
  }
}

/** @param {HTMLElement | undefined} item */
function move(item) {
  item?.focus();
  item?.querySelector(".node")?.scrollIntoView({ block: "nearest" });
  return true;
}

/** @param {HTMLElement} item */
function toggleDetails(item) {
  const details = item.querySelector(":scope > .node > .details");
  const open = item.classList.toggle("open");
  details?.toggleAttribute("hidden", !open);
}

/** @param {HTMLElement} tree */
function visibleItems(tree) {
  /** @type {NodeListOf<HTMLElement>} */
  const items = tree.querySelectorAll("[role=treeitem]");
  return [...items].filter((item) => item.closest("[hidden]") === null);
}

/** @param {EventTarget | null} target */
function itemOf(target) {
  const item = target instanceof Element ? target.closest("[role=treeitem]") : null;
  return item instanceof HTMLElement ? item : undefined;
}
