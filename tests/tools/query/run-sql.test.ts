import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runSql } from "../../../tools/query/run-sql.ts";
import { harness, type Harness, type Input, type Output } from "./run-sql-harness.ts";

let sql: Harness;
const run = (input: Input, signal?: AbortSignal): Promise<Output> => sql.run(input, signal);

beforeAll(async () => {
  sql = await harness(`
    create table tasks (id int primary key, title text not null, body text);
    insert into tasks select g, 'task ' || g, repeat('b', 50) from generate_series(1, 500) g;
    create view open_tasks as select id from tasks;
    create table docs (id int primary key, body text);
    insert into docs select g, repeat('x', 30000) from generate_series(1, 30) g`);
});

afterAll(() => sql[Symbol.asyncDispose]());

beforeEach(() => sql.forget());

describe("reading", () => {
  test("one statement with parameters", async () => {
    const output = await run({
      sql: "select id, title from tasks where id = any($1) order by id",
      params: [[2, 3]],
    });
    expect(output).toMatchObject({
      target: { deployment: "url", database: sql.database.name },
      connection: "direct",
      results: [
        {
          command: "SELECT",
          columns: [
            { name: "id", type: "integer" },
            { name: "title", type: "text" },
          ],
          rows: [
            [2, "task 2"],
            [3, "task 3"],
          ],
          row_count: 2,
          truncated: false,
        },
      ],
      notices: [],
    });
    expect(sql.requests).toMatchObject([{ intent: "read", connection: "pooled" }]);
  });

  test("a script gives one result for each statement, of one snapshot", async () => {
    const output = await run({
      sql: "select ';' as semicolon; -- not this; one\nvalues (1), (2); show server_version_num",
      isolation: "repeatable read",
    });
    expect(output.results.map((result) => [result.command, result.row_count])).toEqual([
      ["SELECT", 1],
      ["SELECT", 2],
      ["SHOW", 1],
    ]);
  });

  test("pages are continued by the cursor, 200 rows at a time", async () => {
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const [result] = (
        await run({ sql: "select id, title from tasks", ...(cursor && { cursor }) })
      ).results;
      seen.push(...(result?.rows.map(([id]) => id) ?? []));
      cursor = result?.next_cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
  });

  test("a statement of a script is continued alone", async () => {
    const script = "select 1; select n from generate_series(1, 300) n";
    const [, second] = (await run({ sql: script })).results;
    const rest = await run({ sql: script, cursor: second?.next_cursor });
    expect(rest.results).toHaveLength(1);
    expect(rest.results[0]?.rows[0]).toEqual([201]);
  });

  const damaged = [
    [
      "another statement",
      (cursor: string) => ({ sql: "select id from tasks where id > 1", cursor }),
    ],
    [
      "other parameters",
      (cursor: string) => ({ sql: "select id from tasks", target: { database: "x" }, cursor }),
    ],
    [
      "a changed cursor",
      (cursor: string) => ({
        sql: "select id from tasks",
        cursor: Buffer.from(
          Buffer.from(cursor, "base64url").toString().replace("200", "100"),
        ).toString("base64url"),
      }),
    ],
    ["no cursor at all", () => ({ sql: "select id from tasks", cursor: "'; drop table tasks" })],
  ] as const;

  test.each(damaged)("a cursor with %s is refused", async (_, change) => {
    const [result] = (await run({ sql: "select id from tasks" })).results;
    await expect(run(change(result?.next_cursor ?? ""))).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });

  const refused = [
    ["delete from tasks", "READ_ONLY"],
    ["select 1; update tasks set title = 'x'", "READ_ONLY"],
    ["commit; delete from tasks", "READ_ONLY"],
    ["select pg_sleep(1)", "READ_ONLY"],
    ["select pg_read_file('/etc/passwd')", "READ_ONLY"],
    ["selec 1", "INVALID_SQL"],
    ["-- nothing", "INVALID_INPUT"],
    ["select * from taskz", "POSTGRES"],
  ] as const;

  test.each(refused)("%s", async (statement, code) => {
    await expect(run({ sql: statement })).rejects.toMatchObject({ code });
    expect(
      await sql.database.run("select count(*)::int as n from tasks where title = 'x'"),
    ).toEqual([{ n: 0 }]);
  });

  test("parameters belong to one statement and are counted", async () => {
    await expect(run({ sql: "select 1; select $1::int", params: [1] })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await expect(run({ sql: "select $1::int, $2::int", params: [1] })).rejects.toThrow(
      "The SQL uses 2 parameters, and `params` has 1 values.",
    );
  });

  test("an error in a script says which statement", async () => {
    await expect(run({ sql: "select 1; select * from taskz" })).rejects.toThrow(
      "Statement 2 of 2: Relation `taskz` does not exist; did you mean `public.tasks`?",
    );
  });

  test("too slow is TIMEOUT", async () => {
    const slow =
      "select count(*) from generate_series(1, 100000000) a, generate_series(1, 100000000) b";
    await expect(run({ sql: slow, timeout_ms: 100 })).rejects.toMatchObject({
      code: "TIMEOUT",
      sqlstate: "57014",
    });
  });

  test("a cancelled call stops in Postgres", async () => {
    const controller = new AbortController();
    const slow =
      "select count(*) as cancelled_here from generate_series(1, 100000000) a, generate_series(1, 100000000) b";
    setTimeout(() => controller.abort(), 100);
    await expect(run({ sql: slow }, controller.signal)).rejects.toMatchObject({
      code: "CANCELLED",
    });
    expect(
      await sql.database.runAsSuperuser(
        "select query from pg_stat_activity where state = 'active' and query like '%cancelled\\_here%' and pid <> pg_backend_pid()",
      ),
    ).toEqual([]);
  });
});

describe("size", () => {
  const sizes = (output: Output): number[] => {
    const rendered = runSql.render(output);
    return [JSON.stringify(output).length, Object.values(rendered).join("\n").length];
  };

  const large = [
    ["long rows", "select * from docs"],
    ["many rows", "select n, n::text from generate_series(1, 10000) n"],
    ["one huge value", "select repeat('\"', 3000000) as huge"],
    [
      "many huge values",
      "select repeat('x', 1000000) a, repeat('y', 1000000) b, repeat('z', 1000000) c",
    ],
    ["a huge document", "select jsonb_agg(n) from generate_series(1, 100000) n"],
    [
      "several results",
      "select * from docs; select * from docs; select 1; select repeat('x', 100000)",
    ],
    [
      "many columns",
      `select ${Array.from({ length: 300 }, (_, i) => `repeat('x', 200) as column_${i}`).join(", ")}`,
    ],
  ] as const;

  test.each(large)("%s stay below what a client shows", async (_, statement) => {
    const output = await run({ sql: statement, max_rows: 10_000 });
    for (const size of sizes(output)) expect(size).toBeLessThan(39_500);
    expect(Math.min(...output.results.map((result) => result.rows.length))).toBeGreaterThan(0);
  });

  test("a long value says how long it is, and how to read on", async () => {
    const [result] = (await run({ sql: "select repeat('x', 100000) as long" })).results;
    const value = String(result?.rows[0]?.[0]);
    expect(value.length).toBeGreaterThan(30_000);
    expect(value).toMatch(/x… \[100000 characters\]$/);
    expect(result?.note).toContain("substring(");
  });

  test("long rows are shortened before rows are left out, and the rest follows", async () => {
    const [first] = (await run({ sql: "select * from docs" })).results;
    expect(first?.rows.length).toBeGreaterThan(10);
    expect(first?.truncated).toBe(true);
    const [second] = (await run({ sql: "select * from docs", cursor: first?.next_cursor })).results;
    expect(second?.rows[0]?.[0]).toBe((first?.rows.length ?? 0) + 1);
  });

  test("a value beyond the limit is stopped in Postgres, and says what to do", async () => {
    const before = process.memoryUsage().rss;
    await expect(run({ sql: "select repeat('x', 100000000)" })).rejects.toMatchObject({
      code: "LIMIT",
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  });
});

describe("as text", () => {
  const text = async (input: Input): Promise<unknown> => {
    const output = await run(input);
    const still = output.results.map((result) => ({ ...result, duration_ms: 1.5 }));
    return runSql.render({
      ...output,
      results: still,
      target: { ...output.target, database: "app", role: "me", postgres: "18.4" },
    });
  };

  test("columns with types, one row a line, then what to do next", async () => {
    expect(await text({ sql: "select id, title from tasks limit 2" })).toEqual({
      head: "SELECT: 2 rows in 1.5 ms. app as me, Postgres 18.4, direct.",
      data: '["id integer","title text"]\n[1,"task 1"]\n[2,"task 2"]',
      next: "",
    });
  });

  test("a page names its cursor", async () => {
    const rendered = await text({ sql: "select id from tasks", max_rows: 1 });
    expect(rendered).toMatchObject({
      head: "SELECT: first 1 row in 1.5 ms. app as me, Postgres 18.4, direct.",
      next: expect.stringMatching(/^More rows: repeat the call with cursor="[\w-]+"\.$/) as unknown,
    });
  });

  test("a script numbers its results", async () => {
    expect(await text({ sql: "select 1 as one; select 'x' as x where false" })).toMatchObject({
      head: "2 results. app as me, Postgres 18.4, direct.",
      data: '-- 1: SELECT: 1 row in 1.5 ms\n["one integer"]\n[1]\n-- 2: SELECT: 0 rows in 1.5 ms\n["x text"]',
    });
  });
});
