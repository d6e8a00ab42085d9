import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPool, type Pool } from "../../src/postgres/pool.ts";
import { addressFromUrl } from "../../src/postgres/url.ts";
import { testDatabase, type TestDatabase } from "../helpers/postgres.ts";
import { cluster, majors } from "../helpers/versions.ts";

const limits = { maxRows: 100, maxBytes: 1_000_000 };

describe.each(majors)("Postgres %i", (major) => {
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await testDatabase("create table item (id int primary key)", await cluster(major));
    pool = createPool({ deployment: "url", address: async () => addressFromUrl(database.url) });
  });

  afterAll(async () => {
    await pool.close();
    await database[Symbol.asyncDispose]();
  });

  test("says its version", async () => {
    await using session = await pool.open({ signal: new AbortController().signal });
    const [row] = await session.query(
      "select current_setting('server_version_num')::int as number",
    );
    expect(row).toEqual({ number: session.version });
    expect(session.target.postgres).toMatch(new RegExp(`^${major}\\.\\d+$`));
  });

  test("ends a read and resets its connection in one flush, and hands it on", async () => {
    const pids: unknown[] = [];
    for (let call = 0; call < 3; call++) {
      await using session = await pool.open({ signal: new AbortController().signal });
      const read = (): Promise<unknown> =>
        session.execute(
          "select pg_backend_pid(), set_config('search_path', 'x', false), current_setting('transaction_read_only')",
          [],
          limits,
        );
      const first = await session.transaction({ access: "read only" }, read);
      const again = await session.transaction({ access: "read only" }, read);
      expect(again).toMatchObject({ rows: (first as { rows: unknown }).rows });
      pids.push((first as { rows: unknown[][] }).rows[0]?.[0]);
      expect(first).toMatchObject({ rows: [[pids[0], "x", "on"]] });
    }
    await using session = await pool.open({ signal: new AbortController().signal });
    expect(await session.query("show search_path")).toEqual([{ search_path: '"$user", public' }]);
  });

  test("moves over rows without sending them", async () => {
    await using session = await pool.open({ signal: new AbortController().signal });
    const result = await session.transaction({ access: "read only" }, () =>
      session.execute("select n from generate_series(1, $1::int) n", [1000], {
        ...limits,
        skip: 850,
      }),
    );
    expect(result).toMatchObject({ truncated: true, rowCount: 100 });
    expect(result.rows[0]).toEqual([851]);
  });

  test("stops at a timeout, at a cancellation, and at a huge value", async () => {
    const controller = new AbortController();
    await using session = await pool.open({ signal: controller.signal });
    const run = (sql: string, statementTimeoutMs = 5000): Promise<unknown> =>
      session.transaction({ access: "read only", statementTimeoutMs }, () =>
        session.execute(sql, [], limits),
      );
    await expect(run("select pg_sleep(10)", 50)).rejects.toMatchObject({ code: "TIMEOUT" });
    setTimeout(() => controller.abort(), 50);
    await expect(run("select pg_sleep(10)")).rejects.toMatchObject({ code: "CANCELLED" });
    await using other = await pool.open({ signal: new AbortController().signal });
    await expect(
      other.transaction({ access: "read only" }, () =>
        other.execute("select repeat('x', 20000000)", [], limits),
      ),
    ).rejects.toMatchObject({ code: "LIMIT" });
  });

  test("commits, rolls back, and runs what cannot be in a transaction", async () => {
    await using session = await pool.open({ signal: new AbortController().signal });
    await session.transaction({ access: "read write" }, () =>
      session.query("insert into item values (1)"),
    );
    await session.transaction({ access: "read write", rollback: true }, () =>
      session.query("delete from item"),
    );
    await session.execute("create index concurrently on item (id)", [], limits);
    expect((await session.execute("vacuum item", [], limits)).command).toBe("VACUUM");
    expect(await session.query("select id from item")).toEqual([{ id: 1 }]);
  });

  test("prints values in one way, whatever the database's settings", async () => {
    await database.run(`alter database ${database.name} set datestyle = 'German'; alter database ${database.name} set intervalstyle = 'iso_8601';
      alter database ${database.name} set bytea_output = 'escape'; alter database ${database.name} set extra_float_digits = 0`);
    const fresh = createPool({
      deployment: "url",
      address: async () => addressFromUrl(database.url),
    });
    await using session = await fresh.open({ signal: new AbortController().signal });
    const result = await session.transaction({ access: "read only" }, () =>
      session.execute(
        "select date '2024-02-29', interval '1 day', '\\x00ff'::bytea, 0.1::float8 + 0.2, 12345678901234.5::numeric, array['2024-02-29'::date]",
        [],
        limits,
      ),
    );
    expect(result.rows).toEqual([
      ["2024-02-29", "1 day", "\\x00ff", 0.30000000000000004, 12345678901234.5, ["2024-02-29"]],
    ]);
    await fresh.close();
  });
});
