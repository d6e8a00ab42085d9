import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Session } from "../../../src/core/session.ts";
import type { Position } from "../../../src/postgres/cursor.ts";
import { createPool, type Pool } from "../../../src/postgres/pool.ts";
import { readPage, type Page } from "../../../src/postgres/read-page.ts";
import { addressFromUrl } from "../../../src/postgres/url.ts";
import { parseScript } from "../../../src/sql/parse.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";

let database: TestDatabase;
let pool: Pool;
let session: Session;

beforeAll(async () => {
  database = await testDatabase(`
    create table item (id int primary key, kind text not null, "Odd Name" text not null unique, note text);
    insert into item select g, 'kind ' || g % 3, 'odd ' || g, case when g % 2 = 0 then 'note' end from generate_series(1, 25) g;
    create table pair (a int, b text, c numeric not null, primary key (a, b));
    insert into pair select g % 5, 'b' || g, g from generate_series(1, 25) g;
    create table keyless (n int);
    insert into keyless select generate_series(1, 25);
    create table parent (id int primary key);
    create table child () inherits (parent);
    insert into parent select generate_series(1, 13);
    insert into child select generate_series(1, 12);
    create table loose (id int unique, part int not null);
    create unique index on loose (part) where id > 3;
    insert into loose select g, g from generate_series(1, 25) g;`);
  pool = createPool({ deployment: "url", address: async () => addressFromUrl(database.url) });
  session = await pool.open({ signal: new AbortController().signal });
});

afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await pool.close();
  await database[Symbol.asyncDispose]();
});

async function page(
  sql: string,
  params: unknown[] = [],
  position?: Position,
  budget = 1e6,
): Promise<Page> {
  const [statement] = await parseScript(sql);
  if (statement === undefined) throw new Error("no statement");
  return session.transaction({ access: "read only" }, () =>
    readPage(session, { statement, params, maxRows: 10, position, budget: () => budget }),
  );
}

/** All pages' rows, with what other sessions did in between. */
async function readAll(
  sql: string,
  params: unknown[] = [],
  between: () => Promise<unknown> = async () => {},
): Promise<{ rows: (readonly unknown[])[]; pages: Page[] }> {
  const pages: Page[] = [];
  let position: Position | undefined;
  do {
    const next: Page = await page(sql, params, position);
    pages.push(next);
    position = next.next;
    await between();
  } while (position !== undefined && pages.length < 10);
  return { rows: pages.flatMap((each) => [...each.fitted.rows]), pages };
}

const byKey = [
  ["select * from item"],
  ["select id, kind from public.item where id > 0"],
  ["select i.kind, i.id as number from item as i order by kind"],
  ["select id, kind from item order by kind desc, id desc -- the end"],
  ['select "Odd Name" from item ORDER BY\n item."Odd Name" DESC'],
  ["select * from pair order by a"],
  ["select b, a from pair"],
  ["select c, a, b from pair where c > 0 order by c desc"],
] as const;

describe("by key", () => {
  test.each(byKey)("%s", async (sql) => {
    const { rows, pages } = await readAll(sql);
    expect(pages.map((each) => each.fitted.rows.length)).toEqual([10, 10, 5]);
    expect(pages[0]?.next?.after).toBeDefined();
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(25);
    const whole = await session.execute(sql, [], { maxRows: 100, maxBytes: 1e6 });
    expect(new Set(rows)).toEqual(new Set(whole.rows));
    const ordered = /order by/i.test(sql);
    const lead = (row: readonly unknown[]): unknown =>
      ordered ? row[sql.startsWith("select b") ? 1 : 0] : undefined;
    expect(rows.map(lead)).toEqual(whole.rows.map(lead));
  });

  test("rows written in between move nothing", async () => {
    let at = 0;
    const insert = (): Promise<unknown> =>
      database.run(`insert into item values (${(at -= 1)}, 'new', 'new ${at}')`);
    const { rows } = await readAll(
      "select id from item where kind like 'kind%' or id < 0",
      [],
      insert,
    );
    expect(rows.flat()).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    await database.run("delete from item where id < 0");
  });

  test("parameters come before the key", async () => {
    const { rows } = await readAll("select id from item where id > $1 and kind = any($2)", [
      2,
      ["kind 0", "kind 1"],
    ]);
    expect(rows.flat()).toEqual([3, 4, 6, 7, 9, 10, 12, 13, 15, 16, 18, 19, 21, 22, 24, 25]);
  });
});

const byCount = [
  ["select n from keyless order by n"],
  ["select * from parent"],
  ["select id, part from loose"],
  ["select kind from item"],
  ["select id, note from item order by note"],
  ["select id, kind from item order by kind desc, id"],
  ["select id + 0 as id from item"],
  ["select i.id from item i join keyless on n = id"],
  ["select id from item order by 1"],
  ["select id from item limit 25"],
  ["with i as (select * from item) select id from i"],
  ["select generate_series(1, 25)"],
] as const;

describe("by count", () => {
  test.each(byCount)("%s", async (sql) => {
    const { rows, pages } = await readAll(sql);
    expect(pages.map((each) => each.fitted.rows.length)).toEqual([10, 10, 5]);
    expect(pages[0]?.next).toEqual({ statement: 0, skip: 10 });
    expect(pages[0]?.note).toContain("runs the statement again");
    const whole = await session.execute(sql, [], { maxRows: 100, maxBytes: 1e6 });
    expect(rows).toEqual(whole.rows);
  });
});

test("one page asks for nothing more", async () => {
  const { pages } = await readAll("select * from item limit 10");
  expect(pages).toMatchObject([{ more: false }]);
  expect(pages[0]).not.toHaveProperty("next");
});

test("a page ends where the characters do", async () => {
  const first = await page("select id, repeat('x', 100) from item", [], undefined, 350);
  expect(first.fitted.rows.length).toBe(3);
  expect(first.next).toEqual({ statement: 0, skip: 3 });
  const keyed = await page("select id, kind from item", [], undefined, 60);
  expect(keyed.next).toEqual({ statement: 0, skip: 4, after: [4] });
});

test("EXPLAIN and SHOW are paged too", async () => {
  const all = await page("show all", [], { statement: 0, skip: 100 });
  expect(all.fitted.rows.length).toBe(10);
  expect(all.next).toEqual({ statement: 0, skip: 110 });
});

test("a key that changed its shape is refused", async () => {
  await expect(
    page("select * from item", [], { statement: 0, skip: 10, after: [1, 2] }),
  ).rejects.toMatchObject({ code: "INVALID_INPUT" });
});
