import type { Session } from "../../../core/session.ts";
import { qualified, quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import type { Design, DesignedTable } from "../tables.ts";

/**
 * Policies as those of tenants, on the twin: what the application asks is planned under them. Postgres lets nothing see a row that they
 * hide, so a comparison that could tell of its values (of an enum, a number of `numeric`, an array, words) is made after them, and no
 * index answers it. `lift` takes them off, because foreign keys are checked without.
 */
export async function guardRows(
  session: Session,
  { model, tables }: Pick<Design, "model" | "tables">,
): Promise<{ readonly lift: () => Promise<void> }> {
  const { tenancy } = model;
  const guarded = tenancy === null ? [] : tables.filter(isGuarded);
  for (const table of guarded) {
    const tenant = table.columns.find(({ name }) => name === table.tenantColumn);
    const setting = `pg_catalog.current_setting(${quoteLiteral(tenancy?.setting ?? "")}, true)`;
    await session.query(
      `create policy neon_dba_tenant on ${nameOf(table)} using (${quoteIdentifier(tenant?.name ?? "")} = (select ${setting}::${tenant?.type}))`,
    );
    await session.query(
      `alter table ${nameOf(table)} enable row level security, force row level security`,
    );
  }
  return {
    async lift() {
      for (const table of guarded)
        await session.query(`alter table ${nameOf(table)} disable row level security`);
    },
  };
}

/** Whether rows belong to tenants. The tenants themselves are asked for by those who run the application, too. */
export const isGuarded = ({ tenantColumn, columns, primaryKey }: DesignedTable): boolean =>
  columns.some(({ name }) => name === tenantColumn) &&
  !(primaryKey.length === 1 && primaryKey[0] === tenantColumn);

const nameOf = ({ schema, name }: DesignedTable): string => qualified(schema, name);

/**
 * Types of columns whose equality may be tried on rows that policies hide, because it tells nothing of them: a function marked
 * `LEAKPROOF`.
 */
export async function leakproofTypes(
  session: Session,
  tables: readonly DesignedTable[],
): Promise<ReadonlySet<string>> {
  const types = [...new Set(tables.flatMap(({ columns }) => columns.map(({ type }) => type)))];
  const rows = await session.query<{ type: string }>(
    `select asked.type
     from unnest($1::text[]) asked (type)
     join pg_catalog.pg_type y on y.oid = asked.type::regtype
     join pg_catalog.pg_type base on base.oid = coalesce(nullif(y.typbasetype, 0), y.oid)
     join pg_catalog.pg_operator o on o.oprname = '=' and o.oprnamespace = 'pg_catalog'::regnamespace
      and o.oprleft = o.oprright and o.oprleft = case
        when base.typtype = 'e' then 'anyenum'::regtype
        when base.typcategory = 'A' then 'anyarray'::regtype
        when base.oid = 'varchar'::regtype then 'text'::regtype
        else base.oid end
     join pg_catalog.pg_proc p on p.oid = o.oprcode
     where p.proleakproof`,
    [types],
  );
  return new Set(rows.map(({ type }) => type));
}
