import type { Index } from "../../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier, qualified } from "../../../sql/quote.ts";
import { nameOf } from "../../rows/name.ts";
import type { Check, Probe, Reader, Violation } from "../check.ts";
import type { IntegrityFacts } from "../facts.ts";
import { intendedKeys, type IntendedKey } from "../intended-keys.ts";
import { mergeDuplicates } from "../merge-duplicates.ts";
import { keySql } from "../violators.ts";
import { code, counted, isText, listed, rowsThat } from "../words.ts";

/** Rows that are the same under a key: one that is meant, one whose index failed to be built, and one whose index lets them pass. */
export const duplicates: Check = {
  id: "duplicates",
  *probes(facts) {
    for (const key of intendedKeys(facts.catalog, facts.foreignKeys))
      yield { ...probeOf(key.table), run: (reader) => intended(reader, key, facts) };
    for (const table of facts.catalog.tables) {
      if (table.kind === "foreign table") continue;
      for (const index of table.indexes.filter(({ unique }) => unique)) {
        if (!index.valid)
          yield { ...probeOf(table), run: (reader) => unbuilt(reader, table, index, facts) };
        else if (isFragile(table, index))
          yield {
            ...probeOf(table),
            object: qualified(table.schema, index.name),
            samples: false,
            run: (reader) => passed(reader, table, index, facts),
          };
      }
    }
  },
};

const probeOf = (table: Table): Omit<Probe, "run"> => ({
  object: nameOf(table),
  reads: [nameOf(table)],
  samples: true,
});

interface Groups {
  readonly groups: number;
  readonly rows: number;
  readonly all: number;
  readonly distinct: number;
}

interface Key {
  readonly table: Table;
  readonly parts: readonly string[];
  readonly condition: string;
}

async function groupsOf(reader: Reader, { table, parts, condition }: Key): Promise<Groups> {
  const [found] = await reader.rows<Groups>(
    `select count(*) filter (where n > 1) as groups, coalesce(pg_catalog.sum(n - 1), 0) as rows,
            coalesce(pg_catalog.sum(n), 0) as "all", count(*) as distinct
       from (select count(*) as n from ${reader.from(table, "c")} where ${condition} group by ${parts.join(", ")}) g`,
    { guarded: true },
  );
  return found ?? { groups: 0, rows: 0, all: 0, distinct: 0 };
}

/** Keys of the rows of some groups: `(id)=(1) and (id)=(7)`. */
async function samplesOf(reader: Reader, { table, parts, condition }: Key): Promise<string[]> {
  const rows = await reader.rows<{ keys: string }>(
    `select pg_catalog.array_to_string((pg_catalog.array_agg(${keySql(table, "c")} order by c.ctid))[1:4], ' and ') as keys
       from ${reader.from(table, "c")} where ${condition} group by ${parts.join(", ")} having count(*) > 1 limit 5`,
    { guarded: true },
  );
  return rows.map(({ keys }) => keys);
}

async function intended(
  reader: Reader,
  key: IntendedKey,
  facts: IntegrityFacts,
): Promise<Violation[]> {
  const { groups, rows, all, distinct } = await groupsOf(reader, key);
  if (groups === 0 || distinct < all * key.share) return [];
  const { table, columns, folded } = key;
  return [
    {
      level: "warning",
      object: nameOf(table),
      about: columns.join(","),
      message: `${atLeast(reader)}${rowsThat(rows, "have")} the ${listed(columns)} of another${folded ? " but for case" : ""}, ${counted(groups, "value")} in all; nearly all the others are different, so a key seems to be meant and nothing keeps it. Merge them: the fix re-points what refers to them first.`,
      count: rows,
      samples: await samplesOf(reader, key),
      fix: mergeDuplicates(key, facts),
    },
  ];
}

const atLeast = ({ share }: Reader): string => (share < 1 ? "At least " : "");

/** A unique index that is not valid keeps nothing apart that was there before. */
async function unbuilt(
  reader: Reader,
  table: Table,
  index: Index,
  facts: IntegrityFacts,
): Promise<Violation[]> {
  const key = keyOfIndex(table, index);
  const { groups, rows } = await groupsOf(reader, key);
  const name = qualified(table.schema, index.name);
  const object = nameOf(table);
  if (groups === 0)
    return [
      {
        level: "warning",
        object,
        about: index.name,
        message: `Unique index ${code(name)} is not valid, because building it failed or still goes on; there are no duplicates under it. Build it again if nobody does.`,
        fix: `REINDEX INDEX CONCURRENTLY ${name};`,
      },
    ];
  const columns = index.keys.flatMap(({ column }) => (column === null ? [] : [column]));
  return [
    {
      level: "error",
      object,
      about: index.name,
      message: `${atLeast(reader)}${rowsThat(rows, "are")} duplicates under ${code(name)}, ${counted(groups, "key")} in all, so it could not be built and is not valid. Merge them, then build it again by REINDEX INDEX CONCURRENTLY.`,
      count: rows,
      samples: await samplesOf(reader, key),
      fix: mergeDuplicates({ ...key, columns, folded: false }, facts),
    },
  ];
}

/** The order of texts and the values of expressions may change under an index; then it does not see what is equal. */
const isFragile = (table: Table, { keys, constraint, method }: Index): boolean =>
  method === "btree" &&
  (constraint === null ||
    !table.constraints.some(({ temporal, name }) => temporal && name === constraint)) &&
  keys.some(
    ({ column }) =>
      column === null || isText(table.columns.find(({ name }) => name === column)?.type ?? ""),
  );

async function passed(
  reader: Reader,
  table: Table,
  index: Index,
  facts: IntegrityFacts,
): Promise<Violation[]> {
  // the index itself is not to be asked
  for (const way of ["indexscan", "indexonlyscan", "bitmapscan"])
    await reader.rows("select pg_catalog.set_config('enable_' || $1, 'off', true)", {
      params: [way],
    });
  const key = keyOfIndex(table, index);
  const { groups, rows } = await groupsOf(reader, key);
  if (groups === 0) return [];
  const name = qualified(table.schema, index.name);
  const columns = index.keys.flatMap(({ column }) => (column === null ? [] : [column]));
  return [
    {
      level: "error",
      object: nameOf(table),
      about: index.name,
      message: `${rowsThat(rows, "are")} duplicates under the unique index ${code(name)}, ${counted(groups, "key")} in all: the index is damaged, or a function or collation under it has changed. Merge them, then REINDEX INDEX CONCURRENTLY.`,
      count: rows,
      samples: await samplesOf(reader, key),
      fix: mergeDuplicates({ ...key, columns, folded: false }, facts),
    },
  ];
}

function keyOfIndex(table: Table, { keys, predicate, nullsNotDistinct }: Index): Key {
  const parts = keys.map(({ column, expression }) =>
    column === null ? `(${expression})` : `c.${quoteIdentifier(column)}`,
  );
  const conditions = [
    ...(nullsNotDistinct ? [] : parts.map((part) => `${part} is not null`)),
    ...(predicate === null ? [] : [`(${predicate})`]),
  ];
  return { table, parts, condition: conditions.length === 0 ? "true" : conditions.join(" and ") };
}
