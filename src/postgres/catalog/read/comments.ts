import { oneOf, type Only } from "./scope.ts";

/** Looks up the comment on an object, or on a column of it. */
export interface Comments {
  on(catalog: string, oid: number, column?: number): string | null;
}

interface Row {
  readonly catalog: string;
  readonly oid: number;
  readonly column: number;
  readonly text: string;
}

/** Objects below 16384 are initdb's: of those only schema `public` is anybody's to comment on. */
const all = `
  select classoid::regclass::text as catalog, objoid::int8 as oid, objsubid as "column", description as text
    from pg_description
   where (objoid >= 16384 or classoid = 'pg_namespace'::regclass)`;

/** Those on the named objects and, because they are few enough, on everything that hangs on a table. */
const some = (only: NonNullable<Only>): string => `${all}
     and (classoid not in ('pg_class'::regclass, 'pg_type'::regclass, 'pg_proc'::regclass)
       or ${oneOf("objoid", [...only.relations, ...only.types, ...only.routines])})`;

export async function commentsIn(
  rows: (sql: string) => Promise<Row[]>,
  only: Only,
): Promise<Comments> {
  const key = (catalog: string, oid: number, column: number): string =>
    `${catalog} ${oid} ${column}`;
  const found = new Map(
    (await rows(only === null ? all : some(only))).map((row) => [
      key(row.catalog, row.oid, row.column),
      row.text,
    ]),
  );
  return { on: (catalog, oid, column = 0) => found.get(key(catalog, oid, column)) ?? null };
}
