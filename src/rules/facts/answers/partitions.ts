import type { Session } from "../../../core/session.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { constantOf } from "../../../sql/constants.ts";
import { parseScript } from "../../../sql/parse.ts";
import { asNode, listOf, nameParts, walk } from "../../../sql/walk.ts";
import { nameOf } from "../../engine/names.ts";
import { attempt } from "../policies/trial.ts";

export interface PartitionFacts {
  readonly parts: readonly Table[];
  /** The one for all other values. */
  readonly rest: Table | undefined;
  /** Whether the rest has a row; undefined where there is none, or this role may not look. */
  readonly restHasRows: boolean | undefined;
  /** Of ranges of one column: where one ends and the next does not begin, as Postgres prints the values. */
  readonly gaps: readonly { readonly from: string; readonly to: string }[];
  /** Of ranges of a time: the end of the last one, and how many days are left until then. */
  readonly end: { readonly value: string; readonly days: number } | undefined;
}

/** The order of ranges is Postgres's, by the type of the column. */
export async function readPartitions(
  session: Session,
  { tables }: Catalog,
  signal: AbortSignal,
): Promise<Map<string, PartitionFacts>> {
  const partitions = new Map<string, PartitionFacts>();
  for (const table of tables) {
    if (table.partitionKey === null) continue;
    signal.throwIfAborted();
    const parts = tables.filter(
      ({ partitionBound, inherits: [parent] }) =>
        partitionBound !== null && parent !== undefined && nameOf(parent) === nameOf(table),
    );
    const rest = parts.find(({ partitionBound }) => partitionBound === "DEFAULT");
    partitions.set(nameOf(table), {
      parts,
      rest,
      restHasRows: rest && (await hasRows(session, rest)),
      ...(await ranges(session, table, parts)),
    });
  }
  return partitions;
}

async function hasRows(session: Session, table: Table): Promise<boolean | undefined> {
  if (table.kind === "foreign table") return undefined;
  const rows = await attempt(session, () =>
    session.query<{ found: boolean }>(`select exists (select from ${nameOf(table)}) as found`),
  );
  return rows?.[0]?.found;
}

async function ranges(
  session: Session,
  table: Table,
  parts: readonly Table[],
): Promise<Pick<PartitionFacts, "gaps" | "end">> {
  const [, name] = /^RANGE \("?([^",()]+)"?\)$/.exec(table.partitionKey ?? "") ?? [];
  const type = table.columns.find((column) => column.name === name)?.type;
  const bounds = await Promise.all(
    parts.map(({ partitionBound }) => boundsOf(partitionBound ?? "")),
  );
  const known = bounds.filter((bound) => bound !== undefined);
  if (type === undefined || known.length === 0) return { gaps: [], end: undefined };
  const isTime = /^(date|timestamp)/.test(type);
  const rows = await attempt(session, () =>
    session.query<{ from: string | null; to: string | null; gap: boolean; days: string | null }>(
      `select lower::text as "to", before::text as "from", coalesce(before < lower, false) as gap, null as days
         from (select lower, lag(upper) over (order by lower nulls first) as before
                 from (${values(type)}) as bound) as ordered
       union all
       select case when pg_catalog.bool_or(upper is null) then null else pg_catalog.max(upper)::text end, null, false,
              ${isTime ? "pg_catalog.floor(extract(epoch from pg_catalog.max(upper) - pg_catalog.now()::timestamptz) / 86400)::text" : "null"}
         from (${values(type)}) as bound`.replace(
        "pg_catalog.max(upper) - ",
        "pg_catalog.max(upper)::timestamptz - ",
      ),
      [JSON.stringify(known)],
    ),
  );
  const last = rows?.at(-1);
  return {
    gaps: (rows ?? []).flatMap(({ gap, from, to }) =>
      gap && from !== null && to !== null ? [{ from, to }] : [],
    ),
    end:
      !isTime || last?.to === undefined || last.to === null || last.days === null
        ? undefined
        : { value: last.to, days: Number(last.days) },
  };
}

/** Null below is MINVALUE, above MAXVALUE. */
const values = (type: string): string =>
  `select lower::${type} as lower, upper::${type} as upper
     from pg_catalog.jsonb_to_recordset($1::jsonb) as given (lower text, upper text)`;

interface Bounds {
  readonly lower: string | null;
  readonly upper: string | null;
}

/** Of a range of one column. */
async function boundsOf(bound: string): Promise<Bounds | undefined> {
  if (!bound.startsWith("FOR VALUES FROM")) return undefined;
  const [statement] = await parseScript(`create table part partition of whole ${bound}`);
  const found: (readonly unknown[])[] = [];
  walk(statement?.node, (tag, { lowerdatums, upperdatums }) => {
    if (lowerdatums !== undefined) found.push(listOf(lowerdatums), listOf(upperdatums));
  });
  const [lower, upper] = found;
  if (lower?.length !== 1 || upper?.length !== 1) return undefined;
  return { lower: valueOf(lower[0]), upper: valueOf(upper[0]) };
}

function valueOf(node: unknown): string | null {
  const name = nameParts(asNode(node, "ColumnRef")?.["fields"]).at(-1);
  if (name !== undefined) return null;
  let value: string | null = null;
  walk(node, (tag, fields) => {
    if (tag === "A_Const") value = constantOf(fields)[0] ?? null;
  });
  return value;
}
