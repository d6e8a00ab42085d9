/**
 * A third of a matrix, spread over all its rows and columns: the whole takes minutes. `ALL_CELLS=1 npm run test:slow` runs
 * every cell.
 */
export function sample<T>(cells: readonly T[]): T[] {
  if (process.env["ALL_CELLS"] === "1") return [...cells];
  return cells.filter((_, index) => (index + Math.floor(index / 6)) % 3 === 0);
}
