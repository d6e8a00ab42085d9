import type { Session } from "../../../core/session.ts";
import type { RelationName } from "../read/scope.ts";

/** Under a search path of Postgres alone, because the owner of the twin may have made operators. */
const sql = `
  with relations as (
    select c.oid
      from pg_catalog.json_to_recordset($1) as r(schema pg_catalog.name, name pg_catalog.name)
      join pg_catalog.pg_namespace n on n.nspname operator(pg_catalog.=) r.schema
      join pg_catalog.pg_class c on c.relnamespace operator(pg_catalog.=) n.oid
       and c.relname operator(pg_catalog.=) r.name),
  columns as (
    delete from pg_catalog.pg_statistic s using relations r where s.starelid operator(pg_catalog.=) r.oid)
  delete from pg_catalog.pg_statistic_ext_data d using pg_catalog.pg_statistic_ext x, relations r
   where d.stxoid operator(pg_catalog.=) x.oid and x.stxrelid operator(pg_catalog.=) r.oid`;

/** Restoring replaces only what it is given: a list of common values that has gone would stay. */
export async function clearStatistics(
  superuser: Session,
  relations: readonly RelationName[],
): Promise<void> {
  await superuser.query(sql, [
    JSON.stringify(relations.map(({ schema, name }) => ({ schema, name }))),
  ]);
}
