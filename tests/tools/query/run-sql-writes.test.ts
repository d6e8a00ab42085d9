import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { harness, type Harness, type Input, type Output } from "./run-sql-harness.ts";

let sql: Harness;
const run = (input: Input, signal?: AbortSignal): Promise<Output> => sql.run(input, signal);

beforeAll(async () => {
  sql = await harness(
    `create table tasks (id int primary key, title text); insert into tasks select g, 't' from generate_series(1, 5) g`,
  );
});

afterAll(() => sql[Symbol.asyncDispose]());

beforeEach(() => sql.forget());

describe("writing", () => {
  test("the whole script is applied", async () => {
    const output = await run({
      sql: "create table made (id int generated always as identity, n int); insert into made (n) values (1), (2) returning id, n; select count(*) from made",
      mode: "write",
    });
    expect(
      output.results.map(({ command, row_count, rows }) => ({ command, row_count, rows })),
    ).toEqual([
      { command: "CREATE TABLE", row_count: 0, rows: [] },
      {
        command: "INSERT",
        row_count: 2,
        rows: [
          [1, 1],
          [2, 2],
        ],
      },
      { command: "SELECT", row_count: 1, rows: [[2]] },
    ]);
    expect(sql.requests).toMatchObject([{ intent: "write", connection: "direct" }]);
    expect(sql.confirmations).toEqual([]);
  });

  test("or nothing of it", async () => {
    await expect(
      run({ sql: "create table half (id int); insert into half values ('x')", mode: "write" }),
    ).rejects.toThrow("Statement 2 of 2");
    expect(await sql.database.run("select to_regclass('half') as half")).toEqual([{ half: null }]);
  });

  test("a query that writes runs to its end, however few rows are shown", async () => {
    const output = await run({
      sql: "insert into made (n) select n from generate_series(1, 1000) n returning n",
      mode: "write",
      max_rows: 5,
    });
    expect(output.results[0]).toMatchObject({ row_count: 1000, truncated: true });
    expect(output.results[0]?.rows).toHaveLength(5);
    expect(output.results[0]).not.toHaveProperty("next_cursor");
    expect(await sql.database.run("select count(*)::int as n from made where id > 2")).toEqual([
      { n: 1000 },
    ]);
  });

  const refused = [
    ["begin; insert into made (n) values (3); commit", "INVALID_INPUT"],
    ["savepoint a", "INVALID_INPUT"],
    ["copy made from stdin", "UNSUPPORTED"],
    ["select 1; vacuum made", "INVALID_INPUT"],
  ] as const;

  test.each(refused)("%s", async (statement, code) => {
    await expect(run({ sql: statement, mode: "write" })).rejects.toMatchObject({ code });
    expect(sql.requests).toEqual([]);
  });

  test("what cannot be in a transaction runs alone", async () => {
    const output = await run({
      sql: "create index concurrently made_n on made (n)",
      mode: "write",
    });
    expect(output.results[0]?.command).toBe("CREATE INDEX");
    expect((await run({ sql: "vacuum (analyze) made", mode: "write" })).results[0]?.command).toBe(
      "VACUUM",
    );
  });

  test("notices come back", async () => {
    const output = await run({
      sql: "drop table if exists nothing_here; do $$ begin raise warning 'mind'; end $$",
      mode: "write",
    });
    expect(output.notices).toEqual([
      'NOTICE: table "nothing_here" does not exist, skipping',
      "WARNING: mind",
    ]);
  });

  test("settings end with the call", async () => {
    const output = await run({
      sql: "set search_path = pg_catalog; show search_path",
      mode: "write",
    });
    expect(output.results[1]?.rows).toEqual([["pg_catalog"]]);
    expect((await run({ sql: "show search_path" })).results[0]?.rows).toEqual([
      ['"$user", public'],
    ]);
  });
});

describe("destroying", () => {
  test("is tried first, and the question says what would go", async () => {
    await sql.database.run(
      "create table gone (id int); insert into gone select generate_series(1, 1500); create view on_gone as select * from gone; create view on_gone_too as select * from gone",
    );
    sql.agreed = false;
    const dropping = run({ sql: "drop table gone cascade", mode: "write" });
    await expect(dropping).rejects.toMatchObject({ code: "CONFIRMATION_REQUIRED" });
    expect(sql.confirmations[0]?.summary).toMatch(
      /^Drop table `gone` and what depends on it\. `gone` has 1,500 rows \(\d+ kB\)\. CASCADE also drops `view on_gone`, `view on_gone_too`\.$/,
    );
    expect(await sql.database.run("select count(*)::int as n from on_gone")).toEqual([{ n: 1500 }]);
    sql.agreed = true;
    await run({ sql: "drop table gone cascade", mode: "write" });
    expect(sql.confirmations[1]).toEqual(sql.confirmations[0]);
    expect(await sql.database.run("select to_regclass('gone') as gone")).toEqual([{ gone: null }]);
  });

  test("rows that a command would change are counted", async () => {
    await sql.database.run(
      "create table counted (id int); insert into counted values (1), (2), (3)",
    );
    sql.agreed = false;
    await expect(run({ sql: "delete from counted", mode: "write" })).rejects.toThrow(
      "Delete rows without a condition in `counted`. `counted` has 3 rows (8192 bytes). Statement 1 (DELETE) changes 3 rows.",
    );
    expect(await sql.database.run("select count(*)::int as n from counted")).toEqual([{ n: 3 }]);
  });

  test("an agreement to something else is not asked for twice in one plan", async () => {
    await sql.database.run("create table growing (id int); insert into growing values (1)");
    await run({ sql: "truncate growing", mode: "write" });
    await sql.database.run("insert into growing values (1), (2)");
    await run({ sql: "truncate growing", mode: "write" });
    expect(sql.confirmations.map(({ plan }) => plan)).toMatchObject([
      { tables: [{ rows: 1 }] },
      { tables: [{ rows: 2 }] },
    ]);
  });

  test("what cannot be tried is asked about untried", async () => {
    await sql.database.run(
      "create table indexed (id int); create index indexed_id on indexed (id)",
    );
    await run({ sql: "drop index concurrently indexed_id", mode: "write" });
    expect(sql.confirmations[0]?.summary).toBe(
      "Drop index `indexed_id`. It runs outside a transaction, so it was not tried.",
    );
  });
});

describe("as a role", () => {
  test("row-level security is tried, and the session says as whom", async () => {
    const reader = `${sql.database.name}_reader`;
    await sql.database
      .run(`create role ${reader}; grant ${reader} to current_user; grant select on tasks to ${reader};
      alter table tasks enable row level security; create policy few on tasks to ${reader} using (id <= 2)`);
    const output = await run({
      sql: "select count(*), current_user::text from tasks",
      target: { role: reader },
    });
    expect(output.results[0]?.rows).toEqual([[2, reader]]);
    expect(output.target.role).toBe(reader);
    await sql.database.run(
      `drop owned by ${reader}; drop role ${reader}; alter table tasks disable row level security`,
    );
  });

  test("that the connection is no member of is PERMISSION", async () => {
    await expect(run({ sql: "select 1", target: { role: "cloud_admin" } })).rejects.toMatchObject({
      code: "PERMISSION",
    });
    await expect(run({ sql: "select 1", target: { role: "no_such_role" } })).rejects.toMatchObject({
      code: "PERMISSION",
    });
  });
});
