/**
 * The keys of a grid as ARIA has them: arrows, Home and End move, `n` goes to the next cell that went another way. A cell that
 * has the focus tells what it knows. The first wrong one tells it at once. Returns what goes to the next.
 * @param {HTMLTableElement} table
 * @param {(cell: HTMLTableCellElement) => void} tell
 */
export function steerGrid(table, tell) {
  const cells = () => cellsOf(table);
  /** @type {HTMLTableCellElement | undefined} */
  let current;
  /** @param {HTMLTableCellElement} cell */
  const choose = (cell) => {
    current?.setAttribute("tabindex", "-1");
    current?.classList.remove("chosen");
    current = cell;
    cell.setAttribute("tabindex", "0");
    cell.classList.add("chosen");
    tell(cell);
  };
  const goToNext = () => {
    const all = cells();
    const after = all.slice(current === undefined ? 0 : all.indexOf(current) + 1);
    move([...after, ...all].find(isWrong));
  };
  const first = cells().find(isWrong);
  if (first !== undefined) choose(first);
  else cells()[0]?.setAttribute("tabindex", "0");
  table.addEventListener("focusin", ({ target }) => {
    const cell = cellOf(target);
    if (cell !== undefined) choose(cell);
  });
  table.addEventListener("keydown", (event) => {
    const cell = cellOf(event.target);
    if (cell === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "n") goToNext();
    else if (!move(neighbour(cell, event.key))) return;
    event.preventDefault();
  });
  return goToNext;
}

/** @param {HTMLElement} cell */
const isWrong = ({ dataset }) => "wrong" in dataset;

/** @param {HTMLElement | undefined} cell */
function move(cell) {
  cell?.focus({ preventScroll: true });
  cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  return cell !== undefined;
}

/**
 * Where a key leads, over places where nothing was tried.
 * @param {HTMLTableCellElement} cell
 * @param {string} key
 */
function neighbour(cell, key) {
  const line = cellsOf(cell.parentElement);
  const at = line.indexOf(cell);
  const column = cellsOf(cell.closest("tbody")).filter(
    ({ cellIndex }) => cellIndex === cell.cellIndex,
  );
  const down = column.indexOf(cell);
  switch (key) {
    case "ArrowRight":
      return line[at + 1];
    case "ArrowLeft":
      return line[at - 1];
    case "Home":
      return line[0];
    case "End":
      return line.at(-1);
    case "ArrowDown":
      return column[down + 1];
    case "ArrowUp":
      return column[down - 1];
    default:
      return undefined;
  }
}

/** @param {Element | null} place */
function cellsOf(place) {
  /** @type {NodeListOf<HTMLTableCellElement> | undefined} */
  const cells = place?.querySelectorAll("[role=gridcell]");
  return [...(cells ?? [])];
}

/** @param {EventTarget | null} target */
function cellOf(target) {
  const cell = target instanceof Element ? target.closest("[role=gridcell]") : null;
  return cell instanceof HTMLTableCellElement ? cell : undefined;
}
