import { afterAll, beforeAll, expect, test } from "vitest";
import { closeAll, openAll, type Sessions } from "../../../../src/data/sessions.ts";
import { withSnapshot } from "../../../../src/data/snapshot.ts";
import { compareSnapshots } from "../../../../src/data/verify/verify-data.ts";
import { createPool } from "../../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../../src/postgres/url.ts";
import type { TestDatabase } from "../../../helpers/postgres.ts";
import {
  tableOf,
  verifyHarness,
  type Answer,
  type VerifyHarness,
} from "../../../tools/data/verify-harness.ts";

let on: VerifyHarness;
let source: TestDatabase;
let target: TestDatabase;
const verify = (args?: Record<string, unknown>, at?: string): Promise<Answer> =>
  on.verify(args, at);

beforeAll(async () => {
  on = await verifyHarness();
  ({ source, target } = on);
});
afterAll(() => on[Symbol.asyncDispose]());

test("many differences are counted, estimated where not all were looked at", async () => {
  const setup = `create table wide (id int primary key, v text); insert into wide select i, repeat('x', 30) from generate_series(1, 60000) i`;
  await Promise.all([source.run(setup), target.run(setup)]);
  await on.differing("update wide set v = v || 'y'", "drop table wide", async () => {
    const found = tableOf(await verify({ tables: ["wide"] }), "public.wide");
    expect(found).toMatchObject({ equal: false, evidence: "estimated" });
    expect(found?.differing).toBeGreaterThan(55_000);
    expect(found?.differing).toBeLessThan(65_000);
    expect(found?.differing_keys).toHaveLength(20);
    expect(found?.differing_keys.every(({ change }) => change === "changed")).toBe(true);
  });
  await source.run("drop table wide");
});

/** Compares one table, with statements that read a few blocks each. */
async function inPieces(table: string, pieceBlocks: number, done: number[]) {
  const { signal } = new AbortController();
  const progress = (count: number): number => done.push(count);
  const pools = [source, target].map(({ url }) =>
    createPool({ deployment: "url", max: 2, address: async () => addressFromUrl(url) }),
  );
  const opened: Sessions[] = [];
  try {
    for (const pool of pools) opened.push(await openAll(() => pool.open({ signal }), 2));
    const [ours, theirs] = opened as [Sessions, Sessions];
    return await withSnapshot(ours, (left) =>
      withSnapshot(theirs, (right) =>
        compareSnapshots({ left, right, tables: [table], pieceBlocks }, { signal, progress }),
      ),
    );
  } finally {
    for (const sessions of opened) await closeAll(sessions);
    for (const pool of pools) await pool.close();
  }
}

test("a table that is read in pieces is found equal, and one row of its last piece is found", async () => {
  const setup = `create table large (id int primary key, v text);
    insert into large select i, repeat('x', 300) from generate_series(1, 2000) i; analyze large`;
  await Promise.all([source.run(setup), target.run(setup)]);
  try {
    const done: number[] = [];
    expect((await inPieces("large", 8, done)).tables).toMatchObject([
      { rows_source: 2000, rows_target: 2000, equal: true },
    ]);
    // each side has 80 blocks
    expect(new Set(done).size).toBeGreaterThan(10);
    await target.run("delete from large where id = 1999");
    expect((await inPieces("large", 8, done)).tables).toMatchObject([
      {
        rows_source: 2000,
        rows_target: 1999,
        differing_keys: [{ key: "id=1999", change: "missing" }],
      },
    ]);
  } finally {
    await Promise.all([source, target].map((database) => database.run("drop table large")));
  }
});

test("tables and columns of one side, indexes, constraints, sequences that are behind", async () => {
  await source.run("create table gone (id serial primary key); insert into gone default values");
  await on.differing(
    `alter table by_uuid add column extra int; alter table only_unique drop constraint only_unique_code_key;
     insert into kinds (id, title) overriding system value values (9000, 'beyond the sequence')`,
    `alter table by_uuid drop column extra; alter table only_unique add unique (code); delete from kinds where id = 9000`,
    async () => {
      const answer = await verify();
      expect(tableOf(answer, "public.gone")).toMatchObject({
        equal: false,
        note: "not on the target",
      });
      expect(tableOf(answer, "public.by_uuid")).toMatchObject({
        equal: false,
        note: "not on the source: extra",
        differing_keys: [],
      });
      expect(answer.found.schema.differences).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ object: "table public.only_unique", kind: "changed" }),
          expect.objectContaining({ object: "table public.gone", kind: "removed" }),
        ]),
      );
      expect(answer.found.sequences).toEqual([
        {
          sequence: "public.kinds_id_seq",
          source: "503",
          target: "503",
          column: "9000",
          fix: "select pg_catalog.setval('public.kinds_id_seq', 9000)",
        },
      ]);
      await target.run(answer.found.sequences[0]?.fix ?? "");
      expect((await verify()).found.sequences).toEqual([]);
    },
  );
  await source.run("drop table gone");
});

test("what may not be read is told, and nothing is called equal then", async () => {
  await source.run(`
    alter table by_uuid enable row level security; alter table by_uuid force row level security;
    create role reader_${source.name} login password 'secret-of-reader'; grant select on all tables in schema public to reader_${source.name};
    revoke select on no_key from reader_${source.name}`);
  const reader = new URL(source.url);
  reader.username = `reader_${source.name}`;
  reader.password = "secret-of-reader";
  process.env["VERIFY_READER"] = reader.href;
  try {
    const { found, text } = await verify({ source: { url_variable: "VERIFY_READER" } });
    expect(found.equal).toBe(false);
    expect(found.skipped).toEqual([
      { table: "public.by_uuid", reason: "row-level security hides rows (source)" },
      { table: "public.no_key", reason: "no SELECT privilege (source)" },
    ]);
    expect(text).toContain("2 tables not compared");
    expect(text).not.toContain("secret-of-reader");
  } finally {
    delete process.env["VERIFY_READER"];
    await source.run(`alter table by_uuid no force row level security; alter table by_uuid disable row level security;
      revoke all on all tables in schema public from reader_${source.name}; drop role reader_${source.name}`);
  }
});

test("a table that cannot be read leaves the others compared, and what is computed by reading is nobody's data", async () => {
  const script = `create table partly_elsewhere (id int primary key, v int generated always as (id * 2) virtual) partition by list (id)`;
  const elsewhere = `create foreign data wrapper nowhere; create server nowhere foreign data wrapper nowhere;
    create foreign table partition_elsewhere partition of partly_elsewhere default server nowhere`;
  await Promise.all([source.run(script.replace(" primary key", "")), target.run(script)]);
  await source.runAsSuperuser(elsewhere);
  try {
    const { found } = await verify({ tables: ["partly_elsewhere", "by_text"] });
    expect(found.skipped).toEqual([
      {
        table: "public.partly_elsewhere",
        reason: 'foreign-data wrapper "nowhere" has no handler',
      },
    ]);
    expect(found.tables).toMatchObject([{ table: "public.by_text", equal: true }]);
    expect(found.equal).toBe(false);
  } finally {
    await source.runAsSuperuser(
      "drop foreign data wrapper nowhere cascade; drop table partly_elsewhere",
    );
    await target.run("drop table partly_elsewhere");
  }
});

test("refusals say what to write instead", async () => {
  const refused = async (args: Record<string, unknown>): Promise<string> =>
    (await verify(args)).text;
  expect(await refused({ source: {} })).toMatch(
    /^INVALID_INPUT: `source` and `target` are the same/,
  );
  expect(await refused({ source: { url_variable: "NOT_SET_ANYWHERE" } })).toMatch(
    /^INVALID_INPUT: There is no environment variable `NOT_SET_ANYWHERE`/,
  );
  expect(await refused({ source: { url: "postgres://x" } })).toMatch(
    /^INVALID_INPUT: `source` is not/,
  );
  expect(await refused({ tables: ["kind"] })).toMatch(/^NOT_FOUND: .*`kind`[^]*`public.kinds`/);
});
