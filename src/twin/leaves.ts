import { leafTuple } from "../embedded/twin/pages/btree.ts";
import { storedValues } from "../embedded/twin/pages/heap.ts";
import type { StoredValue } from "../embedded/twin/pages/heap.ts";
import { readFile } from "../embedded/twin/relation-file.ts";
import type { DataDirectory } from "../embedded/twin/relation-file.ts";
import { jsonRows } from "../postgres/catalog/read/source.ts";
import { evict } from "./catalog.ts";
import type { TwinSessions } from "./sizes.ts";
import { isRefusal } from "./statistics/import/restore.ts";

/** Of a twin's btree. */
interface Key {
  readonly oid: string;
  /** With those of INCLUDE. */
  readonly columns: number;
  readonly descending: boolean;
  /** Of the first column, as `CREATE TABLE` takes it. */
  readonly type: string;
}

const keys = `
  select i.indexrelid::text as oid, i.indnatts as columns, i.indoption[0] & 1 > 0 as descending,
         case when a.atttypid = 'pg_catalog.cstring'::pg_catalog.regtype then 'pg_catalog.name' -- as its index has it, and longer
              else pg_catalog.format_type(pg_catalog.pg_basetype(a.atttypid), -1) end as type
    from pg_catalog.pg_index i
    join pg_catalog.pg_attribute a on a.attrelid = i.indexrelid and a.attnum = 1
    join pg_catalog.pg_type y on y.oid = a.atttypid and (y.typtype <> 'p' or y.typname = 'cstring')
   where i.indexrelid = any ($1::oid[])
   order by i.indexrelid`;

/** A table has at most 1,600 columns. */
const AT_ONCE = 500;

/**
 * Leaf tuples with the least and the greatest value of indexes' first keys, by oid. Those whose values Postgres refuses have none.
 */
export async function formLeaves(
  on: TwinSessions,
  directory: DataDirectory,
  ends: ReadonlyMap<string, readonly [string, string]>,
): Promise<ReadonlyMap<string, readonly Buffer[]>> {
  const leaves = new Map<string, readonly Buffer[]>();
  if (ends.size === 0) return leaves;
  const all = await jsonRows<Key>(on.owner, keys, [`{${[...ends.keys()].join()}}`]);
  const columns = all.map(({ oid, type }) => ({ oid, type, ends: ends.get(oid) ?? [] }));
  const values = new Map<string, readonly StoredValue[]>();
  for (let from = 0; from < columns.length; from += AT_ONCE)
    for (const [oid, stored] of await form(on, directory, columns.slice(from, from + AT_ONCE)))
      values.set(oid, stored);
  for (const { oid, columns: count, descending } of all) {
    const stored = values.get(oid) ?? [];
    const inOrder = descending ? stored.toReversed() : stored;
    if (stored.length === 2)
      leaves.set(
        oid,
        inOrder.map((value, row) => leafTuple(value, count, row + 1)),
      );
  }
  return leaves;
}

interface Column {
  readonly oid: string;
  readonly type: string;
  readonly ends: readonly string[];
}

const SCRATCH = "neon_dba_scratch";

/**
 * Values as Postgres keeps them, by index: it inserts them into a table, and they are taken from its file. Where it refuses one, halves are
 * tried until that is alone.
 */
async function form(
  on: TwinSessions,
  directory: DataDirectory,
  columns: readonly Column[],
): Promise<ReadonlyMap<string, readonly StoredValue[]>> {
  try {
    await insert(on, columns);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const middle = Math.ceil(columns.length / 2);
    if (columns.length <= 1) return new Map();
    const first = await form(on, directory, columns.slice(0, middle));
    return new Map([...first, ...(await form(on, directory, columns.slice(middle)))]);
  }
  const [table] = await on.owner.query<{ oid: string; path: string }>(
    `select c::pg_catalog.oid::text as oid, pg_catalog.pg_relation_filepath(c) as path
       from (select '${SCRATCH}.ends'::regclass) s(c)`,
  );
  await evict(on.superuser, table === undefined ? [] : [table.oid]);
  const file = table === undefined ? Buffer.alloc(0) : readFile(directory, table.path);
  await on.owner.transaction({ access: "read write" }, async () => {
    await on.owner.query(`drop schema ${SCRATCH} cascade`);
  });
  const byNumber = new Map(storedValues(file).map((value) => [value.number, value]));
  return new Map(
    columns.map(({ oid }, at) => [
      oid,
      [byNumber.get(2 * at), byNumber.get(2 * at + 1)].filter((value) => value !== undefined),
    ]),
  );
}

async function insert({ owner }: TwinSessions, columns: readonly Column[]): Promise<void> {
  const rows = columns.flatMap(({ ends }, at) =>
    ends.map((value, end) => ({ number: 2 * at + end, [`m${at}`]: value })),
  );
  const members = columns.map(({ type }, at) => `m${at} ${type}`);
  await owner.transaction({ access: "read write" }, async () => {
    await owner.query(`create schema ${SCRATCH}`);
    await owner.query(`create table ${SCRATCH}.ends (number int8, ${members.join(", ")})`);
    await owner.query(
      `insert into ${SCRATCH}.ends
       select * from pg_catalog.json_populate_recordset(null::${SCRATCH}.ends, $1)`,
      [JSON.stringify(rows)],
    );
  });
}
