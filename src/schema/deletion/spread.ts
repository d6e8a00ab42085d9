import type { Session } from "../../core/session.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { ForeignKey } from "../integrity/foreign-keys.ts";
import { fromSide } from "../integrity/references.ts";
import { nameOf } from "../rows/name.ts";
import { Gone, type RowId } from "./gone.ts";
import type { TableRelation } from "./relations.ts";

export interface Graph {
  readonly keys: readonly ForeignKey[];
  readonly relations: ReadonlyMap<number, TableRelation>;
}

/** Rows that a foreign key found pointing to rows that go. */
export interface Reached {
  readonly key: ForeignKey;
  /** Rows, each once. */
  readonly rows: number;
  /** Those that keep the delete from happening, and where they lie. */
  readonly blocking: number;
  readonly refusing: readonly RowId[];
}

export interface Spread {
  /** Rows that go, by oid of the table that holds them. */
  readonly gone: ReadonlyMap<number, number>;
  readonly reached: readonly Reached[];
  /** There were more rows than are followed. */
  readonly cut: boolean;
}

/** Rows that are followed from table to table. */
const MOST = 100_000;

export interface SpreadOptions {
  /** Follow keys that would refuse the delete as if they cascaded. */
  readonly force?: boolean;
  readonly signal: AbortSignal;
}

/**
 * Follows a delete of rows through the foreign keys as Postgres's triggers do, in the caller's snapshot: level by level, since what a
 * cascade deletes has its own triggers run after those of the level before. Each row counts once, however many ways lead to it.
 */
export async function spread(
  session: Session,
  graph: Graph,
  roots: readonly RowId[],
  { force = false, signal }: SpreadOptions,
): Promise<Spread> {
  const gone = new Gone(roots);
  const found = new Map<ForeignKey, Meeting[]>();
  let frontier = gone.at(0);
  for (let level = 1; frontier.size > 0 && gone.size <= MOST; level++) {
    for (const [oid, rows] of frontier) {
      for (const key of keysTo(graph, oid)) {
        signal.throwIfAborted();
        const meetings = await referencing(session, graph, key, oid, rows);
        const own = meetings.map((meeting) => ({ ...meeting, level }));
        found.set(key, [...(found.get(key) ?? []), ...own]);
        if (key.onDelete === "cascade" || (force && refuses(key)))
          own.forEach((meeting) => gone.add(meeting, level, meeting.parent, key.deleteTrigger));
      }
    }
    frontier = gone.at(level);
  }
  const reached: Reached[] = [];
  for (const [key, meetings] of found) {
    const rows = distinct(meetings);
    if (rows.length === 0) continue;
    const refusing = force
      ? []
      : distinct(meetings.filter((meeting) => blocks(key, meeting, gone)));
    reached.push({ key, rows: rows.length, blocking: refusing.length, refusing });
  }
  return { gone: gone.counts(), reached, cut: gone.size > MOST };
}

/** SET NULL refuses, too, where the column may not be NULL. */
export const refuses = ({ onDelete, setsRequired }: ForeignKey): boolean =>
  onDelete === "no action" || onDelete === "restrict" || (onDelete === "set null" && setsRequired);

/** A row that points to one that goes; `parent` is where that one lies. */
export interface Meeting extends RowId {
  readonly parent: string;
  readonly level: number;
}

/** Keys to the table and to what it is a partition of. Those without triggers do nothing. */
const keysTo = ({ keys, relations }: Graph, oid: number): ForeignKey[] =>
  keys.filter(
    ({ to, fires, enforced }) =>
      fires && enforced && relations.get(oid)?.family.includes(to.oid) === true,
  );

/**
 * Whether the check of a level still finds the row. A row that goes by the same level's cascade is not there any more when that trigger
 * of the same parent runs first: Postgres runs them in the order of their names.
 */
function blocks(key: ForeignKey, meeting: Meeting, gone: Gone): boolean {
  if (!refuses(key)) return false;
  const going = gone.find(meeting);
  if (going === undefined) return true;
  if (key.onDelete === "no action" && key.initiallyDeferred) return false;
  if (going.level !== meeting.level) return going.level > meeting.level;
  return !(going.parent === meeting.parent && (going.trigger ?? "") < (key.deleteTrigger ?? ""));
}

const distinct = (rows: readonly Meeting[]): Meeting[] => [
  ...new Map(rows.map((row) => [`${row.relation} ${row.row}`, row])).values(),
];

async function referencing(
  session: Session,
  { relations }: Graph,
  key: ForeignKey,
  oid: number,
  rows: readonly string[],
): Promise<Omit<Meeting, "level">[]> {
  const parent = relations.get(oid);
  if (parent === undefined) return [];
  return jsonRows(
    session,
    `select c.tableoid::int8 as relation, c.ctid::text as row, p.ctid::text as parent
       from only ${nameOf(parent)} p join ${fromSide(key.from)} c on ${pointsTo(key)}
      where p.ctid = any ($1::text::tid[])`,
    [`{${rows.map((row) => `"${row}"`).join(",")}}`],
  );
}

/** As the triggers of the key compare; periods meet where they overlap. */
export function pointsTo({ from, to, operators, temporal }: ForeignKey): string {
  return from.columns
    .map((column, at) => {
      const isPeriod = temporal && at === from.columns.length - 1;
      const operator = isPeriod ? "operator(pg_catalog.&&)" : (operators[at] ?? "=");
      return `p.${quoteIdentifier(to.columns[at] ?? "")} ${operator} c.${quoteIdentifier(column)}`;
    })
    .join(" and ");
}
