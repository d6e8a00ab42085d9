import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { qualified, quoteIdentifier } from "../../sql/quote.ts";
import type { KeptColumns } from "./kept-columns.ts";
import { NO_TIMEOUT_MS } from "../run/limits.ts";

/** What is in a table: the same rows in another order, or with columns in another order, give the same. */
export interface TableRows {
  readonly rows: string;
  /** Two sums over hashes of the rows, so that two changes do not cancel each other. */
  readonly checksum: string;
}

/** By qualified name: tables, partitions and materialized views that are populated; no foreign tables. */
export type RowFingerprints = ReadonlyMap<string, TableRows>;

/** Tables that one statement looks at: each is planned for itself, but a round trip is saved. */
const TOGETHER = 25;

export interface RowOptions {
  readonly only?: ReadonlySet<string>;
  /** Columns that do not count. */
  readonly without?: KeptColumns | undefined;
}

/**
 * Reads every row of the tables, of all or of those in `only`. Row-level security that is forced on the owner is lifted in the
 * same transaction, which is rolled back: rows that are not seen would be equal whatever became of them.
 */
export async function readRows(
  session: Session,
  catalog: Catalog,
  { only, without }: RowOptions = {},
): Promise<RowFingerprints> {
  const parts = sourcesOf(catalog, without).filter(({ name }) => only?.has(name) ?? true);
  const found = new Map<string, TableRows>();
  if (parts.length === 0) return found;
  const forced = parts.filter((part) => part.forced);
  const options = {
    access: forced.length > 0 ? "read write" : "read only",
    isolation: "repeatable read",
    rollback: true,
    statementTimeoutMs: NO_TIMEOUT_MS,
  } as const;
  await session.transaction(options, async () => {
    for (const { name } of forced)
      await session.query(`alter table ${name} no force row level security`);
    for (let from = 0; from < parts.length; from += TOGETHER) {
      const some = parts.slice(from, from + TOGETHER);
      const rows = await session.query<{ at: number; rows: string; checksum: string }>(
        some.map((part, at) => part.sql(at)).join(" union all "),
      );
      for (const { at, rows: count, checksum } of rows)
        found.set(some[at]?.name ?? "", { rows: count, checksum });
    }
  });
  return found;
}

/** Qualified names of what has rows of its own. */
export const rowSources = (catalog: Catalog): string[] =>
  sourcesOf(catalog).map(({ name }) => name);

interface Source {
  readonly name: string;
  readonly forced: boolean;
  sql(at: number): string;
}

function sourcesOf({ tables, views }: Catalog, without?: KeptColumns): Source[] {
  const relations = [
    ...tables
      .filter(({ kind }) => kind === "table")
      .map((table) => ({ ...table, forced: table.rowSecurity.forced })),
    ...views
      .filter(({ kind, populated }) => kind === "materialized view" && populated)
      .map((view) => ({ ...view, forced: false })),
  ];
  return relations.map(({ schema, name, columns, forced }) => {
    const relation = qualified(schema, name);
    const fields = columns
      .filter(
        (column) =>
          column.generated?.kind !== "virtual" && without?.get(relation)?.has(column.name) !== true,
      )
      .map((column) => quoteIdentifier(column.name))
      .sort();
    return {
      name: relation,
      forced,
      sql: (at) =>
        `select ${at} as at, pg_catalog.count(*)::text as rows,
           pg_catalog.concat_ws(' ', pg_catalog.sum(pg_catalog.hashtextextended(neon_dba_text, 0)::numeric),
             pg_catalog.sum(pg_catalog.hashtextextended(neon_dba_text, 8675309)::numeric)) as checksum
         from (select row(${fields.join(", ")})::text as neon_dba_text from only ${relation}) neon_dba_rows`,
    };
  });
}

/** Last values by the name of the sequence; null where it was never used, or may not be seen. */
export type SequenceValues = ReadonlyMap<string, bigint | null>;

export async function readSequences(session: Session): Promise<SequenceValues> {
  const rows = await session.query<{ schema: string; name: string; value: string | null }>(
    `select schemaname as schema, sequencename as name, last_value::text as value
     from pg_catalog.pg_sequences where schemaname <> 'neon_dba'`,
  );
  return new Map(
    rows.map(({ schema, name, value }) => [
      qualified(schema, name),
      value === null ? null : BigInt(value),
    ]),
  );
}
