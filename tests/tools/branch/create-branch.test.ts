import { afterAll, beforeAll, expect, test } from "vitest";
import { branchWithRows, count, type Harness, harness } from "./harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness();
});
afterAll(() => on[Symbol.asyncDispose]());

test("a branch holds the parent's rows, and the parent nothing of what is written on it", async () => {
  await branchWithRows(on, "first");
  const made = await on.done("create_branch", { name: "second", parent: "first" });
  expect(made.structured).toMatchObject({
    branch: { name: "second", parent: "first", default: false, protected: false, state: "ready" },
    endpoint: {
      host: expect.stringMatching(/^ep-/),
      pooled_host: expect.stringContaining("-pooler."),
    },
    duration_ms: expect.any(Number),
  });
  expect(made.text).toContain('target {"branch":"second"}');
  const more = "insert into notes values (4, 'd')";
  await on.done("run_sql", { sql: more, mode: "write", target: { branch: "second" } });
  expect(await on.rows("second", count)).toEqual([[4]]);
  expect(await on.rows("first", count)).toEqual([[3]]);
});

test("a branch begins at a moment of the parent's past", async () => {
  await branchWithRows(on, "past");
  const moment = new Date().toISOString();
  const [[lsn]] = (await on.rows("past", "select pg_current_wal_lsn()::text")) as [[string]];
  const gone = "delete from notes where id > 1";
  await on.done("run_sql", { sql: gone, mode: "write", target: { branch: "past" } });
  for (const [name, at] of [
    ["by-time", moment],
    ["by-lsn", lsn],
  ] as const) {
    await on.done("create_branch", { name, parent: "past", at });
    expect(await on.rows(name, count)).toEqual([[3]]);
  }
  expect(await on.rows("past", count)).toEqual([[1]]);
});

test("schema_only has the tables and none of the rows", async () => {
  await branchWithRows(on, "full");
  await on.done("create_branch", { name: "empty", parent: "full", kind: "schema_only" });
  expect(await on.rows("empty", count)).toEqual([[0]]);
});

test("expiry, size and no compute at all", async () => {
  const made = await on.done("create_branch", {
    name: "short",
    expires_in: "2h",
    compute: { min_cu: 0.5, max_cu: 1, suspend_seconds: 60 },
  });
  const { expires_at: at } = made.structured["branch"] as { expires_at: string };
  expect(Date.parse(at) - Date.now()).toBeGreaterThan(7_100_000);
  expect(made.text).toContain("deleted at");
  expect(await on.rows("short", "show max_connections")).toEqual([["419"]]);
  const bare = await on.done("create_branch", { name: "bare", compute: "none" });
  expect(bare.structured["endpoint"]).toBeUndefined();
  const read = await on.call("run_sql", { sql: "select 1", target: { branch: "bare" } });
  expect(read.text).toContain("no read-write compute");
});

test.each([
  [{ parent: "frist" }, "NOT_FOUND", "`first`"],
  [{ at: "yesterday" }, "INVALID_INPUT", "neither a time nor an LSN"],
  [{ at: "2199-01-01T00:00:00Z" }, "INVALID_INPUT", "future"],
  [{ at: "2001-01-01T00:00:00Z" }, "INVALID_INPUT", ""],
  [{ expires_in: "1y" }, "INVALID_INPUT", "`7d`"],
  [{ name: "main" }, "INVALID_INPUT", "main"],
  [{ compute: { min_cu: 4, max_cu: 1, suspend_seconds: 0 } }, "INVALID_INPUT", "`min_cu`"],
  [{ kind: "schema_only", at: "2026-01-01T00:00:00Z" }, "INVALID_INPUT", "Leave out `at`"],
  [{ project: "elsewhere" }, "NOT_FOUND", "elsewhere"],
])("%j is refused and changes nothing", async (args, code, words) => {
  const before = (await on.done("list_branches")).structured["total"];
  const refused = await on.call("create_branch", args);
  expect(refused.isError).toBe(true);
  expect(refused.text.startsWith(code), refused.text).toBe(true);
  expect(refused.text).toContain(words);
  expect((await on.done("list_branches")).structured["total"]).toBe(before);
});
