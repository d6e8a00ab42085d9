import type { Session } from "../../core/session.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import { quoteLiteral } from "../../sql/quote.ts";
import type { Leaf, Stored } from "../stored.ts";

/** Blocks that are read of a table that nobody has analyzed: a smaller one is counted whole. */
const SAMPLE = 100;
/** Tables in one query. */
const AT_ONCE = 100;

/**
 * Rows of each relation by its qualified name: as the planner estimates them, and by a sample of its blocks where nobody has analyzed it,
 * as on a database that was restored just now. The planner's own guess for such a table takes an empty one for ten blocks of rows.
 */
export async function estimateRows(
  source: Session,
  stored: ReadonlyMap<string, Stored>,
  tables: ReadonlySet<string>,
): Promise<ReadonlyMap<string, number>> {
  const leaves = Array.from(stored.values())
    .flatMap((each) => each.leaves)
    .filter((leaf) => tables.has(nameOf(leaf)));
  const rows = new Map(leaves.map((leaf) => [nameOf(leaf), Math.round(leaf.rows)]));
  const unknown = leaves.filter((leaf) => leaf.rows === 0 && leaf.blocks > 0);
  for (let start = 0; start < unknown.length; start += AT_ONCE) {
    const found = unknown.slice(start, start + AT_ONCE).map(sampleSql);
    for (const { name, count } of await jsonRows<Sampled>(source, found.join(" union all ")))
      rows.set(name, Math.round(count));
  }
  return rows;
}

interface Sampled {
  readonly name: string;
  readonly count: number;
}

const nameOf = ({ from }: Leaf): string => from.replace(/^only /, "");

function sampleSql(leaf: Leaf): string {
  const share = Math.min(1, SAMPLE / leaf.blocks);
  return `select ${quoteLiteral(nameOf(leaf))} as name, pg_catalog.count(*) / ${share}::float8 as count
            from ${leaf.from} tablesample system (${100 * share}) repeatable (1)`;
}
