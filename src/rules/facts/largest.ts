import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { nameOf } from "../engine/names.ts";
import { numberedOf, type Numbered } from "../schema/facts/numbered.ts";
import type { Skipped } from "./read-facts.ts";
import type { SequenceFacts } from "./schema.ts";

const MOST_MS = 5_000;

/**
 * The largest number in each column that a sequence numbers, by its index: an entry each is read. Columns without such an index, and those
 * of which this role does not see all rows, are passed over.
 */
export async function readLargest(
  session: Session,
  catalog: Catalog,
  sequences: ReadonlyMap<string, SequenceFacts>,
): Promise<{
  readonly sequences: ReadonlyMap<string, SequenceFacts>;
  readonly skipped: readonly Skipped[];
}> {
  const asked = numberedOf(catalog).filter(isIndexed);
  if (asked.length === 0) return { sequences, skipped: [] };
  try {
    const found = await session.transaction(
      { access: "read only", lockTimeoutMs: 2_000, statementTimeoutMs: MOST_MS },
      async () => {
        await session.query("select pg_catalog.set_config('search_path', '', true)");
        const seen = await jsonRows<{ name: string }>(session, visible, [
          asked.map(({ table }) => nameOf(table)),
          asked.map(({ column }) => column.name),
        ]);
        const names = new Set(seen.map(({ name }) => name));
        const readable = asked.filter(({ table, column }) =>
          names.has(`${nameOf(table)} ${column.name}`),
        );
        return readable.length === 0
          ? []
          : jsonRows<{ sequence: string; largest: string | null }>(session, largestOf(readable));
      },
    );
    const filled = new Map(sequences);
    for (const { sequence, largest } of found) {
      const known = filled.get(sequence);
      if (known !== undefined && largest !== null && beyond(largest, known.largest))
        filled.set(sequence, { ...known, largest });
    }
    return { sequences: filled, skipped: [] };
  } catch (error) {
    if (!(error instanceof ToolError) || error.sqlstate === undefined) throw error;
    const reason = error.quoted ?? error.message;
    return { sequences, skipped: [{ what: "the largest numbers of keys", reason }] };
  }
}

/** One that several columns use counts by the largest of them all. */
const beyond = (number: string, known: string | null): boolean =>
  known === null || BigInt(number) > BigInt(known);

const isIndexed = ({ table, column, type }: Numbered): boolean =>
  ["smallint", "integer", "bigint"].includes(type) &&
  table.indexes.some(
    ({ valid, method, predicate, keys }) =>
      valid && method === "btree" && predicate === null && keys[0]?.column === column.name,
  );

const visible = `
  select name || ' ' || "column" as name
    from unnest($1::text[], $2::text[]) as asked (name, "column")
   where pg_catalog.has_column_privilege(name::regclass, "column", 'SELECT')
     and not pg_catalog.row_security_active(name::regclass)`;

const largestOf = (columns: readonly Numbered[]): string =>
  columns
    .map(
      ({ table, column, sequence }) =>
        `select ${quoteLiteral(sequence)}::text as sequence, (select max(${quoteIdentifier(column.name)}) from ${nameOf(table)})::text as largest`,
    )
    .join("\nunion all\n");
