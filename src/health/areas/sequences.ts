import type { Session } from "../../core/session.ts";
import { ownObject, userSchema } from "../../postgres/catalog/read/scope.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import type { Area } from "../area.ts";
import { code, grouped, reportOf, worst, type Observation } from "../judge.ts";
import { counted, duration, percent, rounded } from "../words.ts";

/** Of 1. A type is changed in weeks, so half is worth a look where the end is near. */
const [HALF, WATCH, ACT] = [0.5, 0.75, 0.9];
const DAY = 86_400;
const [SOON, VERY_SOON] = [180 * DAY, 30 * DAY];
/** Counters of less than an hour say nothing of a year. */
const LEAST_SECONDS = 3_600;

interface Numbering {
  readonly name: string;
  /** `public.tasks.id`; null where no column is known to take its numbers. */
  readonly column: string | null;
  /** `integer` */
  readonly type: string;
  /** Decimal; the last number that both the sequence and the column have. */
  readonly last: string;
  readonly end: string;
  readonly start: string;
  readonly increment: string;
  /** Rows inserted into the table since the counters began. */
  readonly inserted: number;
}

/** Reading a sequence waits for whoever changes it. */
const locked = `exists (
           select from pg_catalog.pg_locks l
            where l.relation = c.oid and l.granted and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
              and l.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'))`;

/** What a column can hold, by the type below its domains; null where that is no less than any sequence gives. */
const most = (type: string): string =>
  `case ${type} when 'int2'::pg_catalog.regtype then 32767 when 'int4'::pg_catalog.regtype then 2147483647 end::bigint`;

/** The columns that take a sequence's numbers: the one that owns it, and those whose default asks it. */
const takers = (sequence: string): string => `
      select taker.rel, taker.num, taker.owns, a.attname, base.type, ${most("base.type")} as most
        from (select rel, num, pg_catalog.bool_or(owns) as owns from (
          select refobjid as rel, refobjsubid as num, true as owns
            from pg_catalog.pg_depend
           where classid = 'pg_catalog.pg_class'::pg_catalog.regclass and objid = ${sequence}
             and refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and refobjsubid > 0 and deptype in ('a', 'i')
          union all
          select f.adrelid, f.adnum, false
            from pg_catalog.pg_depend d join pg_catalog.pg_attrdef f on f.oid = d.objid
           where d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
             and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = ${sequence}
        ) every group by rel, num) taker
        join pg_catalog.pg_attribute a on a.attrelid = taker.rel and a.attnum = taker.num
        cross join lateral (
          with recursive below as (
            select a.atttypid as type
            union all
            select y.typbasetype from below join pg_catalog.pg_type y on y.oid = below.type where y.typtype = 'd'
          )
          select below.type from below join pg_catalog.pg_type y on y.oid = below.type where y.typtype <> 'd'
        ) base`;

/** The column decides that holds the least: the sequence of a `serial` column may be bigint, and the column not. */
const numberings = `
  select * from (
  select pg_catalog.format('%I.%I', n.nspname, c.relname) as name,
         own."column",
         coalesce(own.type, pg_catalog.format_type(q.seqtypid, null)) as type,
         case when pg_catalog.has_sequence_privilege(c.oid, 'USAGE, SELECT') and not ${locked} then pg_catalog.pg_sequence_last_value(c.oid)::text end as last,
         q.seqstart::text as start, q.seqincrement::text as increment,
         case when q.seqincrement > 0 then least(q.seqmax, coalesce(own.most, q.seqmax)) else greatest(q.seqmin, coalesce(-own.most - 1, q.seqmin)) end::text as "end",
         coalesce(own.inserted, 0) as inserted
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_sequence q on q.seqrelid = c.oid
    left join lateral (
      select pg_catalog.format('%I.%I.%I', tn.nspname, t.relname, taker.attname) as "column", pg_catalog.format_type(taker.type, null) as type,
             taker.most, pg_catalog.sum(pg_catalog.pg_stat_get_tuples_inserted(t.oid)) over ()::int8 as inserted
        from (${takers("c.oid")}) taker
        join pg_catalog.pg_class t on t.oid = taker.rel
        join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
       order by taker.most nulls last, taker.owns desc, t.relispartition, t.oid, taker.num
       limit 1) own on true
   where c.relkind = 'S' and not q.seqcycle and ${userSchema("n")} and ${ownObject("pg_catalog.pg_class", "c.oid")}) one
   where last is not null`;

export const sequences: Area = {
  name: "sequences",

  async read({ session, startedAt }) {
    const seconds = await secondsCounted(session, startedAt);
    const all = await jsonRows<Numbering>(session, numberings);
    const judged = all.map((one) => ({ ...one, used: usedOf(one), left: leftOf(one, seconds) }));
    const fullest = judged.toSorted((a, b) => b.used - a.used)[0];
    const sick = judged.filter(
      ({ used, left }) => used >= WATCH || (used >= HALF && left < SOON) || left < VERY_SOON,
    );
    return reportOf(
      worst(sick, ({ used }) => used, runningOut),
      {
        summary:
          fullest === undefined
            ? "No sequence has given a number yet that this role may see."
            : `The fullest of ${counted(judged.length, "sequence")}, ${code(fullest.column ?? fullest.name)} (${fullest.type}), has used ${percent(fullest.used)} of its numbers.`,
        figures: {
          sequences: judged.length,
          used_ratio_max: rounded(fullest?.used ?? 0),
          running_out: sick.length,
        },
      },
    );
  },

  alerts: [
    {
      name: "postgres_sequence_used_ratio_max",
      sql: `select coalesce(max(s.last_value::float8 / least(s.max_value, own.most)), 0) as value
        from pg_catalog.pg_sequences s
        left join lateral (select min(taker.most) as most
          from (${takers("pg_catalog.format('%I.%I', s.schemaname, s.sequencename)::pg_catalog.regclass")}) taker) own on true
       where not s.cycle and s.increment_by > 0`.replaceAll(/\s+/g, " "),
      watch: WATCH,
      act: ACT,
      forSeconds: 0,
    },
  ],
};

/** Counters are forgotten by a crash, and set back by hand. */
async function secondsCounted(session: Session, startedAt: Date): Promise<number> {
  const [row] = await session.query<{ reset: number | null; up: number }>(
    `select extract(epoch from pg_catalog.clock_timestamp() - stats_reset)::float8 as reset,
            extract(epoch from pg_catalog.clock_timestamp() - $1::timestamptz)::float8 as up
       from pg_catalog.pg_stat_database where datname = pg_catalog.current_database()`,
    [startedAt.toISOString()],
  );
  return row === undefined ? 0 : Math.min(row.reset ?? row.up, row.up);
}

const distance = (from: string, to: string): number => Math.abs(Number(BigInt(to) - BigInt(from)));

const usedOf = ({ start, last, end }: Numbering): number =>
  distance(start, end) === 0 ? 1 : distance(start, last) / distance(start, end);

/** Seconds, by the rows that were inserted since the counters began, or Infinity. */
function leftOf({ last, end, increment, inserted }: Numbering, seconds: number): number {
  if (seconds < LEAST_SECONDS || inserted === 0) return Infinity;
  return distance(last, end) / Math.abs(Number(increment)) / (inserted / seconds);
}

function runningOut(one: Numbering & { used: number; left: number }): Observation {
  const { name, column, type, last, end, used, left } = one;
  const ends = Number.isFinite(left)
    ? `; at the pace of the inserts since counting began it ends in ${duration(left)}`
    : "";
  const way =
    column === null
      ? "See which column takes its numbers, and whether that can hold more."
      : `Change ${code(column)} and what refers to it to bigint with plan_migration; it takes no long lock.`;
  return {
    rule: "sequence-runs-out",
    level: used >= ACT || left < VERY_SOON ? "error" : "warning",
    object: column ?? name,
    message: `${code(column ?? name)} (${type}) has used ${grouped(BigInt(last))} of ${grouped(BigInt(end))} numbers, ${percent(used)}${ends}. After the last one each insert fails. ${way}`,
    evidence: "measured",
  };
}
