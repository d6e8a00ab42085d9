import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readEntries } from "../../../../src/migration/folder/read-entries.ts";
import { harness, type Harness } from "./harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness();
});
afterAll(() => on[Symbol.asyncDispose]());

/** The findings of drift, and the files that were linted. */
async function drift(setup: string, files: Readonly<Record<string, string>>): Promise<unknown> {
  await on.target.run(
    `drop schema if exists drizzle cascade; drop schema public cascade; create schema public; ${setup}`,
  );
  const set = readEntries(Object.entries(files).map(([path, text]) => ({ path, text })));
  const report = await on.lint({ set, target: {} });
  const fails = report.findings.filter(({ rule }) => rule === "statement-fails");
  expect(fails).toEqual([]);
  return {
    linted: report.files,
    drift: report.findings
      .filter(({ rule }) => rule === "drift")
      .map(({ level, object, message }) => `${level} ${object}: ${message.slice(0, 60)}`),
  };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const a = "create table a (id int);";
const b = "create table b (id int);";

test("Prisma: a changed file, one that is not here, one that failed, and what the target has otherwise", async () => {
  const ledger = `create table _prisma_migrations (migration_name text, checksum text, finished_at timestamptz, rolled_back_at timestamptz, started_at timestamptz default now());
    insert into _prisma_migrations values ('1_a', '${sha256("create table a ();")}', now(), null), ('3_gone', 'x', now(), null), ('4_failed', 'x', null, null), ('5_undone', 'x', null, now());`;
  expect(
    await drift(`${ledger} create table a (id int, extra text); create table stray ();`, {
      "1_a/migration.sql": a,
      "2_b/migration.sql": b,
    }),
  ).toEqual({
    linted: 1,
    drift: [
      expect.stringMatching(/^error 4_failed: Migration 4_failed began/),
      expect.stringMatching(/^warning 3_gone: The target has applied migration 3_gone/),
      expect.stringMatching(/^warning 4_failed: The target has applied/),
      expect.stringMatching(/^warning public\.a: `table public\.a` differs in columns/),
      expect.stringMatching(/^warning public\.stray: `table public\.stray` is on the target/),
      expect.stringMatching(/^error 1_a\/migration\.sql: The file was changed/),
    ],
  });
});

test("Drizzle: what has an earlier time than the last applied one is passed over", async () => {
  const journal = {
    entries: [
      { tag: "0000_a", when: 10 },
      { tag: "0001_b", when: 20 },
      { tag: "0002_c", when: 30 },
    ],
  };
  const ledger = `create table a (id int); create table c (id int); create schema drizzle; create table drizzle.__drizzle_migrations (id serial primary key, hash text, created_at bigint);
    insert into drizzle.__drizzle_migrations (hash, created_at) values ('${sha256(a)}', 10), ('${sha256("create table c (id int);")}', 30);`;
  expect(
    await drift(ledger, {
      "meta/_journal.json": JSON.stringify(journal),
      "0000_a.sql": a,
      "0001_b.sql": b,
      "0002_c.sql": "create table c (id int);",
    }),
  ).toEqual({
    linted: 1,
    drift: [expect.stringMatching(/^error 0001_b\.sql: The target has applied later migrations/)],
  });
});

test("Alembic: what the revision of the target builds on is applied; one that no file has is told", async () => {
  const revision = (id: string, down: string | null, sql: string): string =>
    `revision = "${id}"\ndown_revision = ${down === null ? "None" : `"${down}"`}\ndef upgrade():\n    op.execute("${sql}")\n`;
  const files = {
    "1_a.py": revision("aaa", null, a),
    "2_b.py": revision("bbb", "aaa", b),
    "3_c.py": revision("ccc", "bbb", "create table c (id int)"),
  };
  const ledger = (version: string): string =>
    `create table alembic_version (version_num text primary key); insert into alembic_version values ('${version}');`;
  expect(await drift(`${ledger("bbb")} ${a} ${b}`, files)).toEqual({ linted: 1, drift: [] });
  expect(await drift(ledger("fff"), files)).toEqual({
    linted: 3,
    drift: [expect.stringMatching(/^error fff: The target has applied/)],
  });
});

test("golang-migrate: up to its number all is applied; dbmate's table of that name has other columns", async () => {
  const files = { "000001_a.up.sql": a, "000002_b.up.sql": b };
  const ledger =
    "create table schema_migrations (version bigint primary key, dirty boolean); insert into schema_migrations values (1, false);";
  expect(await drift(`${ledger} ${a}`, files)).toEqual({ linted: 1, drift: [] });
  expect(await drift(ledger.replace("false)", "true)") + a, files)).toMatchObject({
    drift: [expect.stringMatching(/^error 1: Migration 1 began/)],
  });
  const dbmate =
    "create table schema_migrations (version text primary key); insert into schema_migrations values ('1');";
  expect(
    await drift(dbmate, { "1_a.sql": `-- migrate:up\n${a}`, "2_b.sql": `-- migrate:up\n${b}` }),
  ).toMatchObject({ linted: 1 });
});

test("Flyway: checksums of lines, whatever ends them", async () => {
  const files = { "V1__a.sql": `${a}\r\n-- end`, "V2__b.sql": b };
  const ledger = `create table flyway_schema_history (installed_rank int, version text, type text, checksum int, success boolean);
    insert into flyway_schema_history values (1, '1', 'SQL', -1, true);`;
  expect(await drift(ledger + a, files)).toEqual({
    linted: 1,
    drift: [expect.stringMatching(/^error V1__a\.sql: The file was changed/)],
  });
});

test("node-pg-migrate: names without their endings", async () => {
  const files = {
    "1_a.sql": `-- Up Migration\n${a}`,
    "2_b.js": `exports.up = (pgm) => { pgm.sql("${b}") }`,
  };
  const ledger = `create table pgmigrations (id serial primary key, name varchar(255) not null, run_on timestamp not null);
    insert into pgmigrations (name, run_on) values ('1_a', now());`;
  expect(await drift(ledger + a, files)).toEqual({ linted: 1, drift: [] });
  expect(
    await drift(`${ledger} insert into pgmigrations (name, run_on) values ('3_c', now());`, files),
  ).toEqual({
    linted: 1,
    drift: [
      expect.stringMatching(/^warning 3_c: The target has applied migration 3_c/),
      expect.stringMatching(/^warning public\.a: `table public\.a` is made by the migrations/),
    ],
  });
});

test("graphile-migrate: what is committed, by its number and hash; the current one is always pending", async () => {
  const hash = (body: string): string =>
    `sha1:${createHash("sha1").update(`${body}\n`).digest("hex")}`;
  const files = {
    "committed/000001-a.sql": `--! Previous: -\n--! Hash: ${hash(a)}\n\n${a}\n`,
    "current.sql": b,
  };
  const ledger = (kept: string): string =>
    `create schema if not exists graphile_migrate; drop table if exists graphile_migrate.migrations;
    create table graphile_migrate.migrations (hash text primary key, previous_hash text, filename text not null, date timestamptz not null default now());
    insert into graphile_migrate.migrations (hash, filename) values ('${kept}', '000001-a.sql');`;
  expect(await drift(ledger(hash(a)) + a, files)).toEqual({ linted: 1, drift: [] });
  expect(await drift(ledger(hash(b)) + a, files)).toEqual({
    linted: 1,
    drift: [expect.stringMatching(/^error committed\/000001-a\.sql: The file was changed/)],
  });
  await on.target.run("drop schema graphile_migrate cascade");
});

test("Diesel: digits of the folders", async () => {
  const files = { "2024-01-31-120000_a/up.sql": a, "2024-02-01-120000_b/up.sql": b };
  const ledger = `create table __diesel_schema_migrations (version varchar(50) primary key, run_on timestamp not null default now());
    insert into __diesel_schema_migrations values ('20240131120000');`;
  expect(await drift(ledger + a, files)).toEqual({ linted: 1, drift: [] });
});

test("without a ledger all is pending", async () => {
  expect(await drift("", { "1_a/migration.sql": a })).toEqual({ linted: 1, drift: [] });
});
