import { Tiktoken } from "js-tiktoken/lite";
import ranks from "js-tiktoken/ranks/o200k_base";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Deps, SessionRequest } from "../../../src/core/deps.ts";
import type { Call } from "../../../src/core/tool.ts";
import { answer } from "../../../src/mcp/answer.ts";
import { findSlowQueries } from "../../../tools/query/find-slow-queries.ts";
import { noNeon } from "../../helpers/deps.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";
import { heavyRequests, heavySchema, settleHeavy } from "../../src/query/slow/heavy.ts";
import {
  counting,
  drizzle,
  identityMap,
  librarySchema,
  prisma,
  serveRequests,
  sqlalchemy,
  times,
} from "../../src/query/slow/library.ts";
import { openSession } from "../../src/query/session.ts";

const call: Call = {
  signal: new AbortController().signal,
  progress: () => {},
  confirm: async () => {},
};

const asked: SessionRequest[] = [];
const depsOf = (url: string): Deps => ({
  access: "read",
  session(request) {
    asked.push(request);
    return openSession(url);
  },
  ...noNeon,
  shadow: () => Promise.reject(new Error("no shadow is needed")),
});

const find = async ({ url }: TestDatabase, input: Record<string, unknown> = {}) =>
  findSlowQueries.output.parse(
    await findSlowQueries.run(findSlowQueries.input.parse(input), depsOf(url), call),
  );
type Found = Awaited<ReturnType<typeof find>>;

const encoding = new Tiktoken(ranks);
const plain = {
  text: (text: string) => text,
  jsonOf: (value: unknown) => ({ value, json: JSON.stringify(value) }),
};
/** Tokens of both channels of the answer. */
function tokensOf(output: Found): [text: number, structured: number] {
  const { text, structured } = answer(findSlowQueries, output, plain as never);
  return [encoding.encode(text).length, encoding.encode(JSON.stringify(structured)).length];
}

describe("an application that loads row by row", () => {
  let database: TestDatabase;
  let found: Found;
  beforeAll(async () => {
    database = await testDatabase(librarySchema);
    const work = [sqlalchemy, prisma, drizzle, counting, identityMap];
    await serveRequests(
      database.url,
      work.flatMap((each) => times(10, each)),
    );
    found = await find(database);
  });
  afterAll(() => database[Symbol.asyncDispose]());

  const loop = (text: string) => found.n_plus_one.find(({ sql }) => sql.includes(text));

  test("every loop is found with what it is in, and nothing else", () => {
    expect(found.n_plus_one).toHaveLength(5);
    expect(loop("= books.author_id")).toMatchObject({
      calls: 200,
      parent_sql: expect.stringContaining("FROM authors ORDER BY authors.id LIMIT"),
      parent_calls: 10,
      link: "public.books.author_id -> public.authors.id",
    });
    expect(loop('"public"."User"')).toMatchObject({
      calls: 250,
      parent_sql: expect.stringContaining('"public"."Post"'),
      link: 'public."Post"."authorId" -> public."User".id',
    });
    expect(loop('"tasks"')).toMatchObject({
      calls: 150,
      link: "public.tasks.project_id -> public.projects.id",
    });
    expect(loop("count(*)")).toMatchObject({ calls: 300, parent_calls: 10 });
    expect(loop("FROM authors WHERE")?.parent_sql).toContain("FROM books WHERE books.id >");
    for (const { sql, parent_sql } of found.n_plus_one) expect(sql).not.toBe(parent_sql);
  });

  test("the fix names models and relations as each ORM does", () => {
    const lazy = loop("= books.author_id")?.fix ?? "";
    expect(lazy).toContain("selectinload(Author.books)");
    expect(lazy).toContain("author.findMany({ include: { books: true } })");
    expect(lazy).toContain("db.query.authors.findMany({ with: { books: true } })");
    const unique = loop('"public"."User"')?.fix ?? "";
    expect(unique).toContain("joinedload(Post.author)");
    expect(unique).toContain("post.findMany({ include: { author: true } })");
    expect(loop("count(*)")?.fix).toContain("_count: { select: { books: true } }");
  });

  test("the SQL of each fix finds with one call what the loop found with many", async () => {
    const sqlOf = (text: string): string => loop(text)?.fix.split("\nSQL: ")[1] ?? "";
    await using session = await openSession(database.url);
    const rows = async (sql: string, values: unknown[]) =>
      (await session.execute(sql, values, { maxRows: 1000, maxBytes: 1e6 })).rows.length;
    expect(await rows(sqlOf("= books.author_id"), [[1, 2, 3]])).toBe(30);
    expect(await rows(sqlOf("count(*)"), [[1, 2, 3]])).toBe(3);
    expect(sqlOf('"tasks"')).toMatch(/where "tasks"."project_id" = any\(\$1\)$/);
    expect(sqlOf("FROM authors WHERE")).toMatch(/WHERE authors.id = any\(\$1::integer\[\]\)$/);
    expect(sqlOf('"public"."User"')).toMatch(/"id" = any\(\$1\) AND \$2=\$3\)$/);
  });

  test("the answer is short, and the same in both channels", () => {
    const [text, structured] = tokensOf(found);
    expect(text).toBeLessThanOrEqual(2_500);
    expect(structured).toBeLessThanOrEqual(3_000);
    const { head, data, next } = findSlowQueries.render(found);
    for (const { fix } of found.n_plus_one) expect(data).toContain(fix);
    expect(`${head} ${next}`).not.toContain("books");
    expect(asked.at(-1)).toMatchObject({ intent: "read", connection: "pooled" });
  });
});

describe("an application with dear statements", () => {
  let database: TestDatabase;
  let found: Found;
  beforeAll(async () => {
    database = await testDatabase(heavySchema);
    await database.run(settleHeavy);
    await database.runAsSuperuser(
      "select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()), 0)",
    );
    await serveRequests(database.url, heavyRequests);
    found = await find(database, { slo_ms: 5 });
  });
  afterAll(() => database[Symbol.asyncDispose]());

  const of = (rule: string): string[] =>
    found.findings
      .filter((finding) => finding.rule === rule)
      .map(
        ({ object }) =>
          found.queries.find(({ queryid }) => object === `queryid ${queryid}`)?.sql ?? "",
      );

  test("each statement shows what makes it dear", () => {
    expect(of("spills")).toEqual([expect.stringContaining("order by payload")]);
    expect(of("many-rows-without-limit")).toEqual(["select id, kind from events where id <= $1"]);
    expect(of("reads-blocks")).toContain("select id from pages where payload like $1");
    expect(of("writes-wal")).toContain("update counters set n = n + $1");
    expect(of("misses-objective").length).toBeGreaterThan(0);
  });

  test("what could be kept, and what could not", () => {
    expect(found.caching.map(({ kind, sql }) => [kind, sql.slice(0, 26)])).toEqual([
      ["materialized view", "select customer, count(*),"],
      ["cache", "select value from settings"],
    ]);
    expect(found.n_plus_one).toEqual([]);
  });

  test.each([
    ["total", "total_ms", "group by customer"],
    ["mean", "mean_ms", "group by customer"],
    ["calls", "calls", "= "],
    ["io", "io_bytes", "payload"],
    ["wal", "wal_bytes", "update counters"],
    ["spread", "deviation_ms", ""],
  ] as const)("ordered by %s", async (order, figure, first) => {
    const { queries } = await find(database, { order, limit: 3 });
    const figures = queries.map((query) => query[figure] ?? -1);
    expect(queries).toHaveLength(3);
    expect(figures).toEqual(figures.toSorted((a, b) => b - a));
    expect(figures[0]).toBeGreaterThan(0);
    expect(queries[0]?.sql).toContain(first);
  });
});
