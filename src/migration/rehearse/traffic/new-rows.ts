import type { Session } from "../../../core/session.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { ROW, saltOf } from "../../../schema/rows/numbers.ts";
import { typesOf } from "../../../schema/rows/types.ts";
import { valueOf } from "../../../schema/rows/values.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import type { BusyTable } from "./table.ts";

/** Values as text in the order of `given`. */
export type NewRow = readonly (string | null)[];

export interface Stock {
  /** Rows that can be inserted together with each other and with those that are there. */
  readonly rows: readonly NewRow[];
  /** Keys of rows that are there. */
  readonly keys: readonly (readonly string[])[];
}

/** Beyond the numbers that rows have. */
const FAR = 3_000_000;

/**
 * New rows are copies of rows that are there, which meet checks and references, with other values where they have to be unique. The
 * database says which of them it takes, in a transaction that is rolled back.
 */
export async function stockUp(
  session: Session,
  catalog: Catalog,
  busy: BusyTable,
  count: number,
  salt: number,
): Promise<Stock> {
  const { name, given, key } = busy;
  const types = typesOf(catalog);
  const distinct = uniqueColumns(busy);
  const copies = given.map(({ name: column, type }, at) => {
    const field = quoteIdentifier(column);
    if (!distinct.has(column)) return `${field}::text as v${at}`;
    const made = valueOf(type, types, { salt: saltOf(salt, column), distinct: true });
    const number = `(${FAR + (salt % 1000) * 100_000} + neon_dba_number)`;
    const other = isText(type) ? `${field}::text || ${number}` : `${field}::text`;
    return `${made === undefined ? other : `(${made.replaceAll(ROW, number)})::text`} as v${at}, (${other}) as w${at}, ${field}::text as s${at}`;
  });
  const keys = key.map((column, at) => `${quoteIdentifier(column)}::text as k${at}`);
  const rows = await session.query<Record<string, string | null>>(
    `select ${[...keys, ...copies].join(", ")}
     from (select *, pg_catalog.row_number() over () as neon_dba_number from ${name} limit ${count}) neon_dba_there`,
  );
  const drafts = rows.flatMap((row) => {
    const first = given.map((_, at) => row[`v${at}`] ?? null);
    const second = given.map((_, at) => row[`w${at}`] ?? row[`v${at}`] ?? null);
    const source = given.map((_, at) => row[`s${at}`] ?? row[`v${at}`] ?? null);
    const drafted = first.join() === second.join() ? [first] : [first, second];
    return drafted.filter((draft) => !repeatsKey(busy, draft, source));
  });
  const taken = await takenRows(session, busy, drafts);
  return {
    rows: taken.map((at) => drafts[at] ?? []),
    keys: rows.map((row) => key.map((_, at) => row[`k${at}`] ?? "")),
  };
}

const isText = (type: string): boolean => /^(?:text|character varying|.*citext)/.test(type);

/**
 * The row that it is a copy of may be away for now: another application deletes it, and inserts it again later. The key stays that row's.
 */
function repeatsKey({ table, given }: BusyTable, draft: NewRow, source: NewRow): boolean {
  return table.indexes
    .filter(({ unique, predicate }) => unique && predicate === null)
    .map(({ keys }) => keys.map(({ column }) => given.findIndex(({ name }) => name === column)))
    .some((places) =>
      places.every((at) => (draft[at] ?? null) !== null && draft[at] === source[at]),
    );
}

/** References have to meet what is there; everything else in a key has to be new. */
function uniqueColumns({ table }: BusyTable): Set<string> {
  const references = new Set(
    table.constraints
      .filter(({ kind }) => kind === "foreign key")
      .flatMap(({ columns }) => columns),
  );
  const unique = [
    ...table.indexes
      .filter((index) => index.unique)
      .flatMap(({ keys }) => keys.map(({ column }) => column)),
    ...table.constraints
      .filter(({ kind }) => kind === "exclusion")
      .flatMap(({ columns }) => columns),
  ];
  return new Set(
    unique.filter((column): column is string => column !== null && !references.has(column)),
  );
}

/** Numbers of the rows that the table takes when they come one after the other. */
async function takenRows(
  session: Session,
  { name, given }: BusyTable,
  drafts: readonly NewRow[],
): Promise<readonly number[]> {
  const list = given.map((column) => quoteIdentifier(column.name)).join(", ");
  const inserts = drafts.map((values) =>
    list === ""
      ? `insert into ${name} default values`
      : `insert into ${name} (${list}) values (${values.map((value) => (value === null ? "null" : quoteLiteral(value))).join(", ")})`,
  );
  return session.transaction({ access: "read write", rollback: true }, async () => {
    await session.query(
      `create function pg_temp.neon_dba_taken_rows(inserts jsonb) returns jsonb language plpgsql as $$
       declare
         taken jsonb := '[]';
         sql text;
         place int;
         changed int;
       begin
         for sql, place in select value, ordinality - 1 from pg_catalog.jsonb_array_elements_text(inserts) with ordinality loop
           begin
             execute sql;
             get diagnostics changed = row_count;
             set constraints all immediate;
             if changed = 1 then taken := taken || pg_catalog.to_jsonb(place); end if;
           exception when others then null;
           end;
         end loop;
         return taken;
       end $$`,
    );
    const [row] = await session.query<{ taken: string }>(
      "select pg_temp.neon_dba_taken_rows($1::text::jsonb)::text as taken",
      [JSON.stringify(inserts)],
    );
    return JSON.parse(row?.taken ?? "[]") as number[];
  });
}
