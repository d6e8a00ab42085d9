import { afterAll, beforeAll, expect, test } from "vitest";
import type { Pool } from "../../../../../src/postgres/pool.ts";
import { testDatabase, type TestDatabase } from "../../../../helpers/postgres.ts";
import { poolOn } from "../session.ts";
import { names, refusalOf, run, textOf, type Input, type Output } from "./run.ts";

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await testDatabase(`
      do $$ begin
        for t in 1..450 loop
          execute format('create table t_%s (id int primary key, tenant_id int, status text, at timestamptz)', t);
          execute format('create index on t_%s (tenant_id)', t);
        end loop;
      end $$;
      create table wide (id int);
      do $$ begin
        for c in 1..1200 loop execute format('alter table wide add column a_rather_long_name_of_a_column_%s text', c); end loop;
      end $$;`);
  pool = poolOn(database.url);
});

afterAll(async () => {
  await pool?.close();
  await database?.[Symbol.asyncDispose]();
});

async function pagesOf(input: Input): Promise<Output[]> {
  const pages = [await run(pool, input)];
  for (let cursor = pages[0]?.next_cursor; cursor !== undefined; cursor = pages.at(-1)?.next_cursor)
    pages.push(await run(pool, { ...input, cursor }));
  return pages;
}

test.each(["names", "summary", "full"] as const)(
  "pages of %s are small, and together hold every table once",
  async (detail) => {
    const pages = await pagesOf({ detail });
    const all = pages.flatMap(({ tables }) => names(tables));
    expect(all).toHaveLength(451);
    expect(new Set(all).size).toBe(451);
    for (const page of pages) {
      expect(JSON.stringify(page).length).toBeLessThan(39_000);
      expect(textOf(page).length).toBeLessThan(39_000);
    }
  },
);

test("the summary of 400 tables says how to see more of less", async () => {
  const [page] = await pagesOf({});
  expect(page?.tables[0]).toEqual({
    name: "public.t_1",
    kind: "table",
    rows: 0,
    bytes: expect.any(Number),
  });
  expect(page?.note).toContain("objects");
  expect((await run(pool, { search: "t_12" })).tables[0]?.columns).toHaveLength(4);
});

test("a table that is too long for a page says what fits", async () => {
  const { tables } = await run(pool, { detail: "full", objects: ["wide"] });
  expect(tables[0]).toMatchObject({ name: "public.wide", shortened: true });
});

test("a cursor of other arguments is refused", async () => {
  const { next_cursor: cursor } = await run(pool, { detail: "full" });
  expect(cursor).toBeDefined();
  if (cursor === undefined) return;
  for (const input of [
    { detail: "full", cursor, search: "t_1" },
    { detail: "summary", cursor },
    { detail: "full", cursor: `${cursor.slice(0, -2)}AA` },
    { detail: "full", cursor: "nonsense" },
  ] as const)
    expect(await refusalOf(run(pool, input))).toMatchObject({ code: "INVALID_INPUT" });
});

test("a page goes on where the last one ended although tables came and went", async () => {
  const first = await run(pool, { detail: "full" });
  await database.run("create table a_new (a int); drop table t_450");
  const cursor = first.next_cursor;
  if (cursor === undefined) throw new Error("no second page");
  const second = await run(pool, { detail: "full", cursor });
  const [last, next] = [first.tables.at(-1)?.name ?? "", second.tables[0]?.name ?? ""];
  expect(last < next).toBe(true);
});
