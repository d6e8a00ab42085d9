import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import { qualified, quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import type { Snapshot } from "../snapshot.ts";

/** A sequence of both sides that would give a value again. */
export interface SequenceBehind {
  readonly sequence: string;
  /** Last values, decimal text; null where none was taken yet, or this role may not see it. */
  readonly source: string | null;
  readonly target: string | null;
  /** The highest value in the column that it feeds, on the target; the lowest where it counts down. */
  readonly column: string | null;
  /** SQL that puts it where it has to be. */
  readonly fix: string;
}

export interface SequenceComparison {
  readonly compared: number;
  readonly behind: readonly SequenceBehind[];
}

interface SequenceRow {
  readonly schema: string;
  readonly name: string;
  readonly last: string | null;
  readonly down: boolean;
  readonly table_schema: string | null;
  readonly table: string | null;
  readonly column: string | null;
}

const SQL = `
  select s.schemaname as schema, s.sequencename as name, s.last_value::text as last,
         s.increment_by < 0 as down, tn.nspname as table_schema, t.relname as "table", a.attname as "column"
    from pg_catalog.pg_sequences s
    join pg_catalog.pg_namespace n on n.nspname = s.schemaname
    join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = s.sequencename
    left join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid
      and d.refclassid = 'pg_catalog.pg_class'::regclass and d.deptype in ('a', 'i') and d.refobjsubid > 0
    left join pg_catalog.pg_class t on t.oid = d.refobjid
    left join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
    left join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
   where s.schemaname <> 'neon_dba'
   order by 1, 2`;

/** Sequences of the session's database, by qualified name. Their values are those of now: they belong to no snapshot. */
export async function readSequences(session: Session): Promise<ReadonlyMap<string, SequenceRow>> {
  const rows = await jsonRows<SequenceRow>(session, SQL);
  return new Map(rows.map((row) => [qualified(row.schema, row.name), row]));
}

/**
 * Sequences of the target against those of the source and against the columns that they feed. `tables` are those that are compared;
 * a sequence that belongs to another one is left out.
 */
export async function compareSequences(
  source: Snapshot,
  target: Snapshot,
  tables: ReadonlySet<string>,
): Promise<SequenceComparison> {
  const [ours, theirs] = await Promise.all([source.run(readSequences), target.run(readSequences)]);
  const behind: SequenceBehind[] = [];
  let compared = 0;
  for (const [sequence, { last, down, ...of }] of theirs) {
    const other = ours.get(sequence);
    const table =
      of.table === null || of.table_schema === null ? null : qualified(of.table_schema, of.table);
    if (other === undefined || (table !== null && !tables.has(table))) continue;
    compared += 1;
    const column =
      table === null || of.column === null
        ? null
        : await target
            .run((session) => furthest(session, table, of.column ?? "", down))
            .catch(unknown);
    const wanted = furthestOf([other.last, column], down);
    if (wanted !== undefined && !reaches(last, wanted, down))
      behind.push({
        sequence,
        source: other.last,
        target: last,
        column,
        fix: `select pg_catalog.setval(${quoteLiteral(sequence)}, ${wanted})`,
      });
  }
  return { compared, behind };
}

async function furthest(
  session: Session,
  table: string,
  column: string,
  down: boolean,
): Promise<string | null> {
  const [row] = await session.query<{ value: string | null }>(
    `select pg_catalog.${down ? "min" : "max"}(${quoteIdentifier(column)})::text as value from ${table}`,
  );
  return row?.value ?? null;
}

/** The table may not be read, as `skipped` says. */
function unknown(error: unknown): null {
  if (error instanceof ToolError && error.sqlstate !== undefined) return null;
  throw error;
}

function furthestOf(values: readonly (string | null)[], down: boolean): bigint | undefined {
  const whole = values.flatMap((value) =>
    value !== null && /^-?\d+$/.test(value) ? BigInt(value) : [],
  );
  return whole.reduce<bigint | undefined>(
    (best, value) => (best === undefined || (down ? value < best : value > best) ? value : best),
    undefined,
  );
}

export function reaches(last: string | null, wanted: bigint, down: boolean): boolean {
  if (last === null) return false;
  return down ? BigInt(last) <= wanted : BigInt(last) >= wanted;
}
