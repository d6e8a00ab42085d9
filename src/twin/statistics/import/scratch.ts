import type { Session } from "../../../core/session.ts";
import { printingPlainly } from "../../../postgres/catalog/plain-printing.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { patchMcv } from "../serialized.ts";
import type { CommonCombination, ExtendedStatistics } from "../types.ts";
import { restoreColumns } from "./columns.ts";
import type { Place } from "./place.ts";
import { restoreAll } from "./restore.ts";

/** What the superuser takes from a temporary table of the owner. */
interface Scratch {
  /** `\x...`. */
  readonly mcv: string | null;
  /** Null where no expressions' statistics are to be taken. */
  readonly scratch: number | null;
  /** Numbers of the columns that have them. */
  readonly expressions: readonly number[];
  readonly refused: readonly string[];
}

interface Source {
  /** Of the twin's statistics object. */
  readonly oid: number;
  readonly statistics: ExtendedStatistics;
  /** Positions of the original's columns in the order that the twin has them in. */
  readonly order: readonly number[];
}

const PREFIX = "statistics_scratch_";

/**
 * Lets Postgres make of values what it keeps of them: a table with the columns and expressions of a statistics object, with one row for each
 * common combination, analyzed. It lasts until `dropScratch`, at the latest until the owner's session ends.
 */
export async function fillScratch(on: Place, source: Source): Promise<Scratch> {
  const { mcv, expressions } = source.statistics;
  if (mcv === null && expressions.length === 0)
    return { mcv: null, scratch: null, expressions: [], refused: [] };
  const first = source.order.length;
  const order = [...source.order, ...expressions.map((_, at) => first + at)];
  const items = (mcv ?? []).map((item) => ({
    ...item,
    values: order.map((at) => item.values[at] ?? null),
  }));
  const name = `${PREFIX}${source.oid}${source.statistics.inherited ? "_inherited" : ""}`;
  const { oid, found } = await analyze(on.owner, { ...source, name }, items);
  const list = items.length === 0 ? null : patchMcv(await bytesOf(on.superuser, oid), found, items);
  const columns = expressions.flatMap((values, at) =>
    values === null
      ? []
      : {
          ...values,
          schema: null,
          relation: name,
          column: columnAt(first + at),
          position: null,
          inherited: false,
        },
  );
  const refused = await restoreAll(on.owner, restoreColumns, columns);
  return {
    mcv: list,
    scratch: expressions.length === 0 ? null : oid,
    expressions: expressions.map((_, at) => first + at + 1),
    refused: [
      ...refused.map(({ reason }) => reason),
      ...(items.length > 0 && list === null ? [NOT_DISTINCT] : []),
    ],
  };
}

const NOT_DISTINCT = "Common combinations of the original are not distinct on Postgres 18.";

const columnAt = (position: number): string => `m${position + 1}`;

interface Analyzed {
  readonly oid: number;
  /** Combinations in the order of the list that ANALYZE made. */
  readonly found: readonly (readonly (string | null)[])[];
}

const result = `
  select c.oid::int8 as oid, coalesce((select to_json(s.most_common_vals) from pg_stats_ext s
           where s.schemaname = n.nspname and s.tablename = c.relname), '[]') as found
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where n.oid = pg_my_temp_schema() and c.relname = $1`;

/** Names and expressions are the owner's own, quoted and printed by Postgres. */
function analyze(
  owner: Session,
  { oid, statistics, order, name }: Source & { readonly name: string },
  items: readonly CommonCombination[],
): Promise<Analyzed> {
  return owner.transaction({ access: "read write" }, () =>
    printingPlainly(owner, async () => {
      const [printed] = await jsonRows<{ expressions: string[] | null }>(
        owner,
        "select pg_get_statisticsobjdef_expressions($1::oid) as expressions",
        [String(oid)],
      );
      const members = [
        ...order.map((at) => quoteIdentifier(statistics.columns[at] ?? "")),
        ...(printed?.expressions ?? []).map((expression) => `(${expression})`),
      ].map((member, at) => `${member} as ${columnAt(at)}`);
      await owner.query(
        `create temporary table ${name} as
           select ${members.join(", ")} from ${qualified(...statistics.table)} with no data`,
      );
      if (items.length > 0) {
        const columns = members.map((_, at) => columnAt(at)).join(", ");
        await insert(owner, name, members.length, items);
        await owner.query(
          `create statistics ${list(name)} (mcv) on ${columns} from pg_temp.${name}`,
        );
        await owner.query(`alter statistics ${list(name)} set statistics ${items.length}`);
        await owner.query(`analyze pg_temp.${name}`);
      }
      const [row] = await jsonRows<Analyzed>(owner, result, [name]);
      return row ?? { oid: 0, found: [] };
    }),
  );
}

const list = (name: string): string => `pg_temp.${name}_list`;

/** The protocol takes 65,535 parameters at once. Each is read by the column's type. */
async function insert(
  owner: Session,
  name: string,
  width: number,
  items: readonly CommonCombination[],
): Promise<void> {
  const height = Math.floor(60_000 / width);
  for (let from = 0; from < items.length; from += height) {
    const values = items.slice(from, from + height).map((item) => item.values);
    const rows = values.map(
      (row, at) => `(${row.map((_, column) => `$${at * width + column + 1}`).join(", ")})`,
    );
    await owner.query(`insert into pg_temp.${name} values ${rows.join(", ")}`, values.flat());
  }
}

async function bytesOf(superuser: Session, table: number): Promise<string> {
  const [row] = await superuser.query<{ bytes: string }>(
    `select d.stxdmcv::pg_catalog.bytea::pg_catalog.text as bytes
       from pg_catalog.pg_statistic_ext x
       join pg_catalog.pg_statistic_ext_data d on d.stxoid operator(pg_catalog.=) x.oid
      where x.stxrelid operator(pg_catalog.=) $1::pg_catalog.oid`,
    [String(table)],
  );
  return row?.bytes ?? "\\x";
}

/** Drops what `fillScratch` left in this session. */
export async function dropScratch(owner: Session): Promise<void> {
  const [row] = await owner.query<{ names: string | null }>(
    `select pg_catalog.string_agg(c.oid::pg_catalog.regclass::text, ', ') as names from pg_catalog.pg_class c
      where c.relnamespace = pg_catalog.pg_my_temp_schema() and c.relkind = 'r' and pg_catalog.starts_with(c.relname, '${PREFIX}')`,
  );
  if (row?.names != null) await owner.query(`drop table ${row.names}`);
}
