import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { readCatalogHere } from "../../postgres/catalog/read-catalog.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import { userSchema } from "../../postgres/catalog/read/scope.ts";
import { qualified } from "../../sql/quote.ts";
import { readForeignKeys, type ForeignKey } from "./foreign-keys.ts";

/** What a table is to the role that asks. */
export interface TableState {
  readonly readable: boolean;
  /** Policies hide rows from the role, so counts would not be of all. */
  readonly filtered: boolean;
  /** Of the heap; partitions with their parent. */
  readonly bytes: number;
}

/** What checks look at before they read rows. */
export interface IntegrityFacts {
  readonly version: number;
  readonly catalog: Catalog;
  readonly foreignKeys: readonly ForeignKey[];
  /** By qualified name, quoted. */
  readonly states: ReadonlyMap<string, TableState>;
}

/** In one snapshot. */
export async function readIntegrityFacts(session: Session): Promise<IntegrityFacts> {
  return session.transaction(
    { access: "read only", isolation: "repeatable read", statementTimeoutMs: 60_000 },
    async () => {
      const catalog = await readCatalogHere(session);
      const foreignKeys = await readForeignKeys(session);
      return { version: session.version, catalog, foreignKeys, states: await readStates(session) };
    },
  );
}

/** By qualified name, quoted. */
export async function readStates(session: Session): Promise<Map<string, TableState>> {
  const rows = await jsonRows<TableState & { schema: string; name: string }>(session, states);
  return new Map(
    rows.map(({ schema, name, readable, filtered, bytes }) => [
      qualified(schema, name),
      { readable, filtered, bytes },
    ]),
  );
}

const states = `
  select n.nspname as schema, c.relname as name,
         pg_catalog.has_schema_privilege(n.oid, 'usage') and pg_catalog.has_table_privilege(c.oid, 'select') as readable,
         pg_catalog.row_security_active(c.oid) as filtered,
         case when c.relkind = 'p' then
           (select coalesce(pg_catalog.sum(pg_catalog.pg_relation_size(t.relid)), 0) from pg_catalog.pg_partition_tree(c.oid) t where t.isleaf)
              when c.relkind = 'r' then pg_catalog.pg_relation_size(c.oid) else 0 end::int8 as bytes
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p', 'f') and ${userSchema("n")}`;
