import { userSchema } from "../../../postgres/catalog/read/scope.ts";

/** A relation by its names, as they are in the catalogue. */
export interface RelationName {
  readonly schema: string;
  readonly name: string;
}

/**
 * SQL that holds for the tables whose statistics are read, given the aliases of `pg_class` and `pg_namespace`: all tables of users, or
 * those that `$1` lists as JSON. Indexes are asked about through their table.
 */
export const isRead = (table: string, namespace: string): string => `
  ${table}.relkind in ('r', 'p', 'm', 'f') and ${table}.relpersistence <> 't'
  and ${userSchema(namespace)}
  and ($1::json is null or (${namespace}.nspname, ${table}.relname) in
    (select o.schema, o.name from json_to_recordset($1) as o(schema name, name name)))`;

/** The parameter that `isRead` needs. */
export const scopeOf = (only: readonly RelationName[] | undefined): readonly unknown[] => [
  only === undefined ? null : JSON.stringify(only.map(({ schema, name }) => ({ schema, name }))),
];
