import { expect, test } from "vitest";
import { isGenerated } from "../../../../../src/postgres/catalog/canonical/names.ts";
import { testDatabase } from "../../../../helpers/postgres.ts";

const long = "a_table_with_a_name_that_is_nearly_as_long_as_names_can_be_x";

test("knows the names that Postgres chooses", async () => {
  await using database = await testDatabase(`
    create table t (a int unique, b serial);
    create index on t (a); create index on t (a);
    create table ${long} (a_column_with_a_long_name_as_well_it_is int, "äöüäöüäöüäöüäöüäöüäöüäöü" int);
    create index on ${long} (a_column_with_a_long_name_as_well_it_is);
    create index on ${long} ("äöüäöüäöüäöüäöüäöüäöüäöü");`);
  const rows = await database.run(`
    select c.relname as name, t.relname as first, a.attname as second,
           case when i.indisunique then 'key' else 'idx' end as suffix
      from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
      join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
     where t.relnamespace = 'public'::regnamespace`);
  expect(rows).toHaveLength(5);
  for (const row of rows) {
    const { name, first, second, suffix } = row as Record<
      "name" | "first" | "second" | "suffix",
      string
    >;
    expect(isGenerated(name, first, second, suffix), name).toBe(true);
    expect(isGenerated(`x${name}`, first, second, suffix)).toBe(false);
    expect(isGenerated(`${name}x`, first, second, suffix)).toBe(false);
  }
});
