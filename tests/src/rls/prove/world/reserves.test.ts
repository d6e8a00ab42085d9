import { afterAll, beforeAll, expect, test } from "vitest";
import { readCatalog } from "../../../../../src/postgres/catalog/read-catalog.ts";
import { keyOf } from "../../../../../src/rls/oracle/world.ts";
import type { ReadTable } from "../../../../../src/rls/prove/world/read-table.ts";
import { takeReserves } from "../../../../../src/rls/prove/world/reserves.ts";
import { testDatabase } from "../../../../helpers/postgres.ts";
import type { TestDatabase } from "../../../../helpers/postgres.ts";
import { openSession } from "../../../query/session.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

/** Two folders are in reserve, of which the first has a file; of the files the second is. */
async function take(onDelete: string): Promise<{
  readonly reserves: (string | null | undefined)[];
  readonly rows: (string | null | undefined)[];
  readonly files: Record<string, unknown>[];
}> {
  await database.run(`
    drop table if exists files, folders;
    create table folders (tenant int not null, id int primary key, unique (tenant, id));
    create table files (
      id int primary key, tenant int, folder int,
      foreign key (tenant, folder) references folders (tenant, id) ${onDelete}
    );
    insert into folders values (1, 1), (1, 2);
    insert into files values (10, 1, 1), (20, 1, 1)`);
  await database.run(`
    alter table files enable row level security, force row level security;
    create policy nobody on files using (false)`);
  await using session = await openSession(database.url);
  const { tables } = await readCatalog(session);
  const read = (name: string, ids: readonly string[], spare: readonly string[]): ReadTable => {
    const table = tables.find((one) => one.name === name);
    if (table === undefined) throw new Error(`there is no table ${name}`);
    const row = (id: string): ReadTable["rows"][number] => ({ id, values: { id } });
    return {
      table,
      name: `public.${name}`,
      identity: ["id"],
      rows: ids.map(row),
      spare: spare.map(row),
      reserves: [],
      others: 0,
    };
  };
  const given = [read("folders", [], ["1", "2"]), read("files", ["10"], ["20"])];
  const taken = await takeReserves(session, new Map(given.map((one) => [keyOf(one.table), one])));
  const folders = taken.get("public.folders");
  return {
    reserves: folders?.reserves.map(({ id }) => id) ?? [],
    rows: folders?.rows.map(({ id }) => id) ?? [],
    files: await database.runAsSuperuser("select id, folder from public.files"),
  };
}

test.each([
  "on delete cascade",
  "on delete set null",
  "on delete set null (folder)",
  "on delete set default",
  "on delete restrict",
  "on delete no action",
  "on delete no action deferrable initially deferred",
])("what a row of the world refers to with several columns is none in reserve: %s", async (on) => {
  expect(await take(on)).toEqual({
    reserves: ["2"],
    rows: ["1"],
    files: [{ id: 10, folder: 1 }],
  });
});
