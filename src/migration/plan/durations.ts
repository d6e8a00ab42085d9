import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { estimateMs } from "../effects/estimate.ts";
import { printed } from "./alteration.ts";
import type { Size } from "./sizes.ts";
import type { Measured } from "./trial.ts";

/** An update of every row leaves the old ones behind and writes to the indexes: so many times what writing the table anew takes. */
const UPDATE = 4;

/** How long a step is expected to take, in ms: from the sizes of the target's relations, without waiting for others. */
export function durations(
  sizes: ReadonlyMap<string, Size>,
  { tables }: Catalog,
): (step: Measured) => number {
  const parents = new Set(
    tables.filter(({ kind }) => kind === "partitioned table").map((table) => printed(table)),
  );
  // The rows of a partitioned table are in its partitions, which are measured too.
  const own = (relation: string): number | undefined =>
    parents.has(relation) ? 0 : sizes.get(relation)?.bytes;
  return ({ piece: { batch }, effects }) => {
    if (batch === undefined)
      return effects.reduce((total, effect) => total + estimateMs(effect, own), 0);
    const { rows = 0, bytes = 0 } = sizes.get(batch.table) ?? {};
    const all = { rewrites: [batch.table], scans: [batch.table], builds: [] };
    const batches = Math.max(1, Math.ceil(rows / batch.size));
    return UPDATE * estimateMs(all, () => bytes) + batches * batch.pause_ms;
  };
}
