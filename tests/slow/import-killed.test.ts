import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "../helpers/postgres.ts";
import { importBetween } from "../src/data/postgres/harness.ts";
import { importAndKill } from "../src/data/postgres/kill-import-database.ts";

const PART_BLOCKS = 1024;

/** A table of two parts beside some of one, with keys, a foreign key and an index. */
const SOURCE = `
  create table large (id int primary key, v text); alter table large alter v set storage plain;
  insert into large select i, repeat('x', 3900) from generate_series(1, 4000) i;
  create table users (id int generated always as identity primary key, name text not null unique);
  insert into users (name) select 'n' || i from generate_series(1, 300) i;
  create table tasks (id bigserial primary key, user_id int not null references users, title text);
  create index on tasks (user_id);
  insert into tasks (user_id, title) select 1 + i % 300, 't' || i from generate_series(1, 50000) i;
  create table no_key (n int); insert into no_key select i from generate_series(1, 20000) i;
  analyze`;

const tables = ["large", "users", "tasks", "no_key"];

const value = async (on: TestDatabase, sql: string): Promise<unknown> =>
  Object.values((await on.run(sql))[0] ?? {})[0];

/**
 * Runs an import in a process of its own; whether it was killed when that much was done. The row that says that it is over is locked until
 * then: the last steps take less time than it takes to see them.
 */
const killed = (source: TestDatabase, target: TestDatabase, condition: string): Promise<boolean> =>
  importAndKill({
    source: source.url,
    target: target.url,
    partBlocks: PART_BLOCKS,
    when: async (ended) => {
      let over = false;
      void ended.then(() => (over = true));
      const client = new pg.Client({ connectionString: target.url });
      const holder = new pg.Client({ connectionString: target.url });
      await Promise.all([client.connect(), holder.connect()]);
      void ended.then(() => holder.end());
      let isHeld = false;
      for (let reached = false; !over && !reached; await sleep(2)) {
        isHeld ||= await hold(holder);
        const { rows } = await client
          .query<{ reached: boolean }>(condition)
          .catch(() => ({ rows: [] }));
        reached = rows[0]?.reached === true;
      }
      await client.end();
    },
  });

/** Whether the import's row was there to be locked. */
async function hold(holder: pg.Client): Promise<boolean> {
  const { rowCount } = await holder
    .query("begin")
    .then(() => holder.query("select from neon_dba.database_import for no key update"))
    .catch(() => ({ rowCount: 0 }));
  if (rowCount === 0) await holder.query("rollback");
  return rowCount !== 0;
}

const FOREIGN_KEYS =
  "select count(*)::int from pg_constraint where contype = 'f' and conrelid = 'tasks'::regclass";

const moments: Record<string, string> = {
  "at the first part": "select count(done_at) >= 1 as reached from neon_dba.database_import_part",
  "in the middle of the rows":
    "select count(done_at) >= 3 as reached from neon_dba.database_import_part",
  "while indexes are made": "select count(*) >= 2 as reached from neon_dba.database_import_step",
};

test("an import that is killed at any time goes on without a row lost or twice", async () => {
  await using source = await testDatabase(SOURCE);
  for (const [moment, when] of Object.entries(moments)) {
    await using target = await testDatabase();
    expect(await killed(source, target, when), moment).toBe(true);
    const result = await importBetween(source.url, target.url);
    expect(result.notes.join("\n"), moment).toContain("Verified: all rows of 4 tables are those");
    expect(result.resumed, moment).toBeDefined();
    for (const table of tables)
      expect(await value(target, `select count(*) from ${table}`), `${moment} ${table}`).toEqual(
        await value(source, `select count(*) from ${table}`),
      );
  }
});

test("rows that moved between two calls are not there twice, and all of one moment on request", async () => {
  await using source = await testDatabase(SOURCE);
  await using target = await testDatabase();
  await using other = await testDatabase();
  for (const on of [target, other])
    expect(await killed(source, on, moments["at the first part"] ?? "")).toBe(true);
  await source.run(
    "update large set v = repeat('y', 3900) where id <= 5; update users set name = 'other' where id = 7; delete from no_key where n = 9",
  );
  const result = await importBetween(source.url, target.url);
  expect(await value(target, "select count(*)::int from large")).toBe(4000);
  expect(result.notes.join("\n")).toContain("The source was written to between the calls");
  await source.run("update users set name = 'once more' where id = 7");
  for (const on of [target, other]) {
    const consistent = await importBetween(source.url, on.url, { consistent: true });
    expect(consistent.notes.join("\n")).toContain("Verified: all rows of 4 tables are those");
    expect(await value(on, FOREIGN_KEYS)).toBe(1);
  }
});
