import type { Judged } from "./judged.ts";

/** By what the first ones are chosen. */
export type Order = "total" | "mean" | "calls" | "io" | "wal" | "spread";

/** The figure that an order goes by: ms, calls, bytes read and written, bytes of WAL. */
export function figureOf(order: Order, statement: Judged): number {
  switch (order) {
    case "total":
      return statement.totalMs;
    case "mean":
      return statement.meanMs;
    case "calls":
      return statement.calls;
    case "io":
      return statement.blocksMoved * 8192;
    case "wal":
      return statement.walBytes;
    case "spread":
      return statement.deviationMs;
  }
}
