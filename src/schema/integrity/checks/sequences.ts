import type { Table } from "../../../postgres/catalog/model/table.ts";
import { qualified, quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import { nameOf } from "../../rows/name.ts";
import type { Check, Reader, Violation } from "../check.ts";
import { code } from "../words.ts";

/** Of the way from its start to its end, when it is time to do something. */
const [WATCH, ACT] = [0.75, 0.9];

/** Sequences that give out keys again, or soon none. */
export const sequences: Check = {
  id: "sequences",
  *probes({ catalog }) {
    for (const table of catalog.tables)
      for (const column of table.columns) {
        const counts =
          column.identity?.sequence != null || (column.default ?? "").startsWith("nextval(");
        if (table.kind !== "foreign table" && table.partitionBound === null && counts)
          yield {
            object: nameOf(table),
            reads: [nameOf(table)],
            samples: false,
            run: (reader) => compare(reader, table, column.name),
          };
      }
  },
};

interface State {
  readonly schema: string;
  readonly name: string;
  /** Decimal text, and null where nothing was taken. */
  readonly last: string | null;
  readonly next: string;
  readonly readable: boolean;
  readonly ends: string;
  readonly cycles: boolean;
  readonly ascends: boolean;
  readonly used: number;
  readonly type: string;
}

async function compare(reader: Reader, table: Table, column: string): Promise<Violation[]> {
  const [state] = await reader.rows<State>(stateSql, { params: [nameOf(table), column] });
  // an array or text column may take its default from a sequence, too
  if (state === undefined || !/^(smallint|integer|bigint)$/.test(state.type)) return [];
  const [sequence, object] = [qualified(state.schema, state.name), nameOf(table)];
  const own = quoteIdentifier(column);
  const violations: Violation[] = [];
  const edge = state.ascends ? "max" : "min";
  const [reached] = await reader.rows<{ edge: string | null; behind: boolean; beyond: string }>(
    `select pg_catalog.${edge}(${own})::text as edge, coalesce(pg_catalog.${edge}(${own}) ${state.ascends ? ">=" : "<="} $1::int8, false) as behind,
            (pg_catalog.abs(coalesce(pg_catalog.${edge}(${own}), 0)::numeric - $1::numeric) + 1)::text as beyond from ${nameOf(table)}`,
    { params: [state.next] },
  );
  if (reached?.behind === true)
    violations.push({
      level: "error",
      object,
      about: column,
      message: `${code(sequence)} gives ${state.next} next, and ${code(`${object}.${own}`)} has come to ${reached.edge ?? ""}: inserts fail with 23505 as soon as they meet a key that is there. Set it on.`,
      fix: `SELECT setval(${quoteLiteral(sequence)}, (SELECT ${edge}(${own}) FROM ${object}));`,
    });
  if (!state.cycles && state.used >= WATCH)
    violations.push({
      level: state.used >= ACT ? "error" : "warning",
      object,
      about: `${column}:end`,
      message: `${code(sequence)} has used ${Math.floor(state.used * 100)} % of what ${state.type} and its MAXVALUE let it give (up to ${state.ends}); inserts fail after that. Have plan_migration make ${code(`${object}.${own}`)} and what points to it bigint.`,
    });
  return violations;
}

/** The sequence that a column takes its numbers from, owned by it or not, and where it ends: with itself or with the column's type. */
const stateSql = `
  select n.nspname as schema, c.relname as name, t.last::text as last, t.type,
         (case when t.last is null then s.seqstart else t.last + s.seqincrement end)::text as next,
         pg_catalog.has_sequence_privilege(c.oid, 'usage, select') as readable, t.ends::text as ends,
         s.seqcycle as cycles, s.seqincrement > 0 as ascends,
         coalesce((t.last - s.seqstart)::numeric / nullif(t.ends - s.seqstart, 0), 0)::float8 as used
    from (select d.objid as oid, a.atttypid
            from pg_catalog.pg_attribute a
            join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = a.attrelid
             and d.refobjsubid = a.attnum and d.classid = 'pg_catalog.pg_class'::regclass and d.deptype in ('a', 'i')
           where a.attrelid = $1::regclass and a.attname = $2
           union
          select d.refobjid, a.atttypid
            from pg_catalog.pg_attribute a
            join pg_catalog.pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
            join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_attrdef'::regclass and d.objid = f.oid
             and d.refclassid = 'pg_catalog.pg_class'::regclass
           where a.attrelid = $1::regclass and a.attname = $2) o
    join pg_catalog.pg_class c on c.oid = o.oid and c.relkind = 'S'
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_sequence s on s.seqrelid = c.oid
   cross join lateral (
     select pg_catalog.pg_sequence_last_value(c.oid)::numeric as last, pg_catalog.format_type(o.atttypid, null) as type,
            case when s.seqincrement > 0 then least(s.seqmax, case o.atttypid when 'int2'::regtype then 32767 when 'int4'::regtype then 2147483647 else s.seqmax end)
                 else greatest(s.seqmin, case o.atttypid when 'int2'::regtype then -32768 when 'int4'::regtype then -2147483648 else s.seqmin end) end::numeric as ends) t
   limit 1`;
