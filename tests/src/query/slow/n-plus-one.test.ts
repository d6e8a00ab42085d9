import { afterAll, beforeAll, expect, test } from "vitest";
import { judgeStatements, type Judged } from "../../../../src/query/slow/judged.ts";
import { findNPlusOne } from "../../../../src/query/slow/n-plus-one.ts";
import { findSource } from "../../../../src/postgres/statements/source.ts";
import { readStatements } from "../../../../src/postgres/statements/statements.ts";
import { resolveTables, type Resolve } from "../../../../src/query/slow/tables.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { openSession } from "../session.ts";
import { librarySchema, serveRequests, sqlalchemy, times, type Work } from "./library.ts";

let database: TestDatabase;
let judged: readonly Judged[];
let resolve: Resolve;

/** Loads a page of authors with all their books at once, as `selectinload` and `= any` do. */
const eager: Work = async (client) => {
  const { rows } = await client.query("select id, name from authors order by id limit $1", [20]);
  const ids = (rows as { id: number }[]).map(({ id }) => id);
  const places = ids.map((_, index) => `$${index + 1}`).join(", ");
  await client.query(`select id, author_id, title from books where author_id in (${places})`, ids);
  await client.query("select id, title from books where author_id = any($1)", [ids]);
};

/** One author and the books of that one: a page that was opened. */
const detail: Work = async (client) => {
  const id = Math.ceil(Math.random() * 40);
  await client.query("select name from authors where id = $1", [id]);
  await client.query("select title from books where author_id = $1", [id]);
};

const search: Work = async (client) => {
  await client.query(
    "select b.id, a.name from books b join authors a on a.id = b.author_id where b.title like $1 limit 50",
    ["book 1%"],
  );
};

beforeAll(async () => {
  database = await testDatabase(librarySchema);
  await database.run(
    "create table drafts (id int primary key, note text); create table loans (id int primary key, draft_id int, at date)",
  );
  await serveRequests(database.url, [
    ...times(40, eager),
    ...times(90, detail),
    ...times(30, search),
    ...times(700, async (client) => {
      await client.query("select note from drafts where id = $1", [1]);
    }),
  ]);
  await using session = await openSession(database.url);
  const { statements } = await readStatements(session, await findSource(session), {
    most: 500,
    longest: 9_999,
  });
  judged = await judgeStatements(statements, new AbortController().signal);
  resolve = await resolveTables(
    session,
    judged.flatMap(({ shape }) => shape?.tables ?? []),
  );
});
afterAll(() => database[Symbol.asyncDispose]());

const namesOf = (suspects: ReturnType<typeof findNPlusOne>): string[] =>
  suspects.map(({ child }) => child.sql);

test("pages, joins, lists of keys and lookups at a high rate are no loops", () => {
  expect(judged.length).toBeGreaterThan(10);
  expect(namesOf(findNPlusOne(judged, resolve))).toEqual([]);
});

const [list, books] = [
  "select id, name from authors order by id limit $1",
  "select title from books where author_id = $1",
];
/** The same statements with other counts. */
const counted = (
  counts: Readonly<Record<string, { calls: number; rows: number; role?: string }>>,
): Judged[] =>
  judged.flatMap((statement) => {
    const count = counts[statement.sql];
    return count === undefined ? [] : [{ ...statement, ...count }];
  });

test.each([
  ["as many as rows", { calls: 10, rows: 200 }, { calls: 200, rows: 2000 }, 1],
  ["a few requests end early", { calls: 10, rows: 200 }, { calls: 170, rows: 1700 }, 1],
  ["another role's", { calls: 10, rows: 200, role: "1" }, { calls: 200, rows: 2000 }, 0],
  ["far fewer", { calls: 10, rows: 200 }, { calls: 100, rows: 1000 }, 0],
  ["far more", { calls: 10, rows: 200 }, { calls: 400, rows: 4000 }, 0],
  ["after one row", { calls: 200, rows: 200 }, { calls: 200, rows: 2000 }, 0],
  ["hardly ever", { calls: 1, rows: 10 }, { calls: 10, rows: 100 }, 0],
])("%s", (_, parent, child, found) => {
  expect(findNPlusOne(counted({ [list]: parent, [books]: child }), resolve)).toHaveLength(found);
});

test("pages and lists that have nothing to do with each other look like a loop in less than one of 25 applications", () => {
  let [state, suspected] = [1, 0];
  const next = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const between = (least: number, most: number): number =>
    Math.round(least * (most / least) ** next());
  for (let application = 0; application < 2_000; application++) {
    const calls = between(10, 10_000);
    const opened = between(20, 100_000);
    const parent = { calls, rows: calls * between(3, 50) };
    suspected += findNPlusOne(
      counted({ [list]: parent, [books]: { calls: opened, rows: opened * 10 } }),
      resolve,
    ).length;
  }
  expect(suspected).toBeGreaterThan(0);
  expect(suspected / 2_000).toBeLessThan(1 / 25);
});

test("a loop among all the rest is found alone", async () => {
  await serveRequests(database.url, times(10, sqlalchemy));
  await using session = await openSession(database.url);
  const { statements } = await readStatements(session, await findSource(session), {
    most: 500,
    longest: 9_999,
  });
  const all = await judgeStatements(statements, new AbortController().signal);
  const found = findNPlusOne(
    all,
    await resolveTables(
      session,
      all.flatMap(({ shape }) => shape?.tables ?? []),
    ),
  );
  expect(namesOf(found)).toEqual([expect.stringContaining("WHERE $1::INTEGER = books.author_id")]);
});
