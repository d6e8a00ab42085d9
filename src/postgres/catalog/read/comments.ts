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
const sql = `
  select classoid::regclass::text as catalog, objoid::int8 as oid, objsubid as "column", description as text
    from pg_description
   where objoid >= 16384 or classoid = 'pg_namespace'::regclass`;

export async function commentsIn(rows: (sql: string) => Promise<Row[]>): Promise<Comments> {
  const key = (catalog: string, oid: number, column: number): string =>
    `${catalog} ${oid} ${column}`;
  const all = new Map(
    (await rows(sql)).map((row) => [key(row.catalog, row.oid, row.column), row.text]),
  );
  return { on: (catalog, oid, column = 0) => all.get(key(catalog, oid, column)) ?? null };
}
