import type { Judged } from "./judged.ts";
import { linkOf, type Link } from "./link.ts";
import type { Lookup } from "./shape.ts";
import { distinctValues, type Resolve } from "./tables.ts";

/** A query that was run once for each row of another one. */
export interface Suspect {
  readonly child: Judged;
  readonly lookup: Lookup;
  readonly parent: Judged;
  readonly link: Link;
  /** Calls of the child for each row of its parents; about 1, or less where the application keeps rows that it has. */
  readonly perRow: number;
}

/** Calls below which nothing is said: a handful of queries may be anything. */
const fewCalls = 20;
/** A page with fewer rows is loaded with as few queries. */
const fewRows = 3;
/** What the calls may differ from the parent's rows by: requests that end early, and rows without children to load. */
const [least, greatest] = [0.8, 1.1];

/**
 * Finds lookups by one key that the same role ran about as often as another query returned rows of the table which that key belongs to.
 * One parent is enough, or all parents together. A lookup without such a parent is no suspect, however often it runs.
 */
export function findNPlusOne(statements: readonly Judged[], resolve: Resolve): Suspect[] {
  const parents = statements.filter(
    ({ toplevel, shape, rows, calls }) =>
      toplevel && shape !== undefined && rows / calls >= fewRows,
  );
  return statements.flatMap((child) => {
    if (!child.toplevel || child.calls < fewCalls || child.shape?.locks !== false) return [];
    for (const lookup of child.shape.lookups) {
      const suspect = suspectOf(child, lookup, parents, resolve);
      if (suspect !== undefined) return [suspect];
    }
    return [];
  });
}

interface Candidate {
  readonly parent: Judged;
  readonly link: Link;
}

function suspectOf(
  child: Judged,
  lookup: Lookup,
  parents: readonly Judged[],
  resolve: Resolve,
): Suspect | undefined {
  const table = resolve(lookup.table);
  if (table === undefined) return undefined;
  const candidates: Candidate[] = [];
  for (const parent of parents) {
    if (parent.role !== child.role || parent.queryid === child.queryid) continue;
    if (child.calls < parent.calls * fewRows) continue;
    const tables = (parent.shape?.tables ?? []).map(resolve).filter((facts) => facts !== undefined);
    const links = tables.map((facts) => linkOf(lookup, table, facts));
    const link = links.find((found) => found !== undefined);
    if (link !== undefined) candidates.push({ parent, link });
  }
  const matching = candidates
    .filter(({ parent, link }) => fits(child.calls, [parent], link))
    .toSorted((a, b) => distance(child, a.parent) - distance(child, b.parent));
  const all = candidates.map(({ parent }) => parent);
  const [first] = candidates.toSorted((a, b) => b.parent.rows - a.parent.rows);
  const together = first !== undefined && fits(child.calls, all, first.link);
  const best = matching[0] ?? (together ? first : undefined);
  if (best === undefined) return undefined;
  const rows = matching.length > 0 ? best.parent.rows : sumRows(all);
  return { child, lookup, ...best, perRow: child.calls / rows };
}

function fits(calls: number, parents: readonly Judged[], link: Link): boolean {
  const rows = sumRows(parents);
  const loaded = parents.reduce((sum, parent) => sum + loadedOnce(parent, link), 0);
  return between(calls / rows) || between(calls / loaded);
}

/**
 * Rows that an application loads which keeps those it has for the time of a request (the identity map of SQLAlchemy): different values
 * among as many as the parent returned at a time, were they spread evenly.
 */
function loadedOnce({ rows, calls }: Judged, { kind, parent, parentColumn }: Link): number {
  const values = kind === "one" ? distinctValues(parent, parentColumn) : undefined;
  if (values === undefined) return rows;
  return calls * values * (1 - (1 - 1 / Math.max(1, values)) ** (rows / calls));
}

const between = (ratio: number): boolean => ratio >= least && ratio <= greatest;

const distance = (child: Judged, parent: Judged): number =>
  Math.abs(Math.log(child.calls / parent.rows));

const sumRows = (parents: readonly Judged[]): number =>
  parents.reduce((sum, { rows }) => sum + rows, 0);
