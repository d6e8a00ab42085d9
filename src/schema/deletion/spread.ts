import type { Session } from "../../core/session.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { ForeignKey } from "../integrity/foreign-keys.ts";
import { fromSide } from "../integrity/references.ts";
import { nameOf } from "../rows/name.ts";
import { Gone, type RowId } from "./gone.ts";
import { lands } from "./landing.ts";
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
  /** Follow these and all others that refuse as if they cascaded. */
  readonly force?: ReadonlySet<ForeignKey>;
  readonly signal: AbortSignal;
}

/**
 * Follows a delete of rows through the foreign keys as Postgres's triggers do, in the caller's snapshot: level by level, since what a
 * cascade deletes has its own triggers run after those of the level before. Each row counts once, however many ways lead to it. Where
 * ways cross, the outcome depends on the order of the rows; it is taken to be the one in which they were read.
 */
export async function spread(
  session: Session,
  graph: Graph,
  roots: readonly RowId[],
  { force, signal }: SpreadOptions,
): Promise<Spread> {
  const gone = new Gone(roots);
  const found = new Map<ForeignKey, Meeting[]>();
  let frontier = gone.at(0);
  for (let level = 1; frontier.size > 0 && gone.size <= MOST; level++) {
    const events: Event[] = [];
    for (const [oid, rows] of frontier)
      for (const key of keysTo(graph, oid)) {
        signal.throwIfAborted();
        const own = await referencing(session, graph, key, oid, rows);
        events.push(...own.map((event) => ({ ...event, key, place: placeOf(gone, event) })));
      }
    for (const { key, ...event } of inTurn(events)) {
      const meetings = found.get(key) ?? [];
      meetings.push({ ...event, level });
      found.set(key, meetings);
      if (key.onDelete === "cascade" || (force !== undefined && (refuses(key) || force.has(key))))
        gone.add(event, level, event.turn);
    }
    frontier = gone.at(level);
  }
  const reached: Reached[] = [];
  for (const [key, meetings] of found) {
    const rows = distinct(meetings);
    if (rows.length === 0) continue;
    const falls = key.onDelete === "set default" && !(await lands(session, key, gone));
    const refusing =
      force === undefined && (falls || refuses(key))
        ? distinct(meetings.filter((meeting) => blocks(key, meeting, gone)))
        : [];
    reached.push({ key, rows: rows.length, blocking: refusing.length, refusing });
  }
  return { gone: gone.counts(), reached, cut: gone.size > MOST };
}

/** SET NULL refuses, too, where the column may not be NULL. */
export const refuses = ({ onDelete, setsRequired }: ForeignKey): boolean =>
  onDelete === "no action" || onDelete === "restrict" || (onDelete === "set null" && setsRequired);

/** A row that points to one that goes, as a trigger of that one meets it. */
interface Meeting extends RowId {
  readonly level: number;
  readonly turn: number;
}

interface Referencing extends RowId {
  readonly parent: RowId;
}

interface Event extends Referencing {
  readonly key: ForeignKey;
  /** When the parent went. */
  readonly place: number;
}

const placeOf = (gone: Gone, { parent }: Referencing): number => gone.find(parent)?.place ?? 0;

/** Triggers of a level run for one row after another, in the order in which the rows went; those of one row by their names. */
function inTurn(events: readonly Event[]): (Event & { readonly turn: number })[] {
  const name = ({ key }: Event): string => key.deleteTrigger ?? "";
  const sorted = events.toSorted(
    (a, b) => a.place - b.place || Number(name(a) > name(b)) - Number(name(a) < name(b)),
  );
  let turn = 0;
  return sorted.map((event, at) => {
    const before = sorted[at - 1];
    if (before?.key !== event.key || before.place !== event.place) turn++;
    return { ...event, turn };
  });
}

/** Keys to the table and to what it is a partition of. Those without triggers do nothing. */
const keysTo = ({ keys, relations }: Graph, oid: number): ForeignKey[] =>
  keys.filter(
    ({ to, fires, enforced }) =>
      fires && enforced && relations.get(oid)?.family.includes(to.oid) === true,
  );

/** Whether the check finds the row: what went in an earlier turn is not there any more, and a deferred check comes last. */
function blocks(key: ForeignKey, meeting: Meeting, gone: Gone): boolean {
  const going = gone.find(meeting);
  if (going === undefined) return true;
  if (key.onDelete === "no action" && key.initiallyDeferred) return false;
  return going.level === meeting.level ? going.turn >= meeting.turn : going.level > meeting.level;
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
): Promise<Referencing[]> {
  const parent = relations.get(oid);
  if (parent === undefined) return [];
  return jsonRows(
    session,
    `select c.tableoid::int8 as relation, c.ctid::text as row,
            json_build_object('relation', p.tableoid::int8, 'row', p.ctid::text) as parent
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
