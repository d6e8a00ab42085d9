/**
 * Writes SQL of the guard so that nobody's search path can change what it means: operators become those of pg_catalog.
 * Names of tables, functions and types are qualified by hand.
 */
export function pinned(sql: string): string {
  return sql.replaceAll(/ (=|<>|<=|>=|<|>|~|-|\+|\|\|) /g, " operator(pg_catalog.$1) ");
}
