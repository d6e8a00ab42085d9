import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { branchWithRows, harness, type Harness } from "../branch/harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(["--toolsets", "all"]);
  await branchWithRows(on, "old");
});
afterAll(() => on[Symbol.asyncDispose]());

test("a branch against its parent, and against its own past", async () => {
  await on.done("create_branch", { name: "new", parent: "old" });
  const before = new Date().toISOString();
  await sleep(20);
  const target = { branch: "new" };
  const equal = await on.done("verify_data", { source: { branch: "old" }, target });
  expect(equal.structured).toMatchObject({ equal: true, source: "branch old", tables_equal: 1 });
  const sql = "insert into notes values (4, 'd')";
  await on.done("run_sql", { sql, mode: "write", target });
  const found = [
    {
      table: "public.notes",
      rows_source: 3,
      rows_target: 4,
      differing_keys: [{ key: "id=4", change: "extra" }],
    },
  ];
  for (const source of [{ branch: "old" }, { branch: "new", at: before }]) {
    const { structured, text } = await on.done("verify_data", { source, target });
    expect(structured, text).toMatchObject({ equal: false, tables: found });
  }
  const { text } = await on.call("verify_data", { source: { branch: "new" }, target });
  expect(text).toMatch(/^INVALID_INPUT: `source` and `target` are the same database/);
  // the branch of the past is gone
  const { structured } = await on.done("list_branches");
  expect((structured["branches"] as { name: string }[]).map(({ name }) => name).toSorted()).toEqual(
    ["main", "new", "old"],
  );
});

test("of a branch that expires Neon makes no other one: the way round is told, and works as told", async () => {
  await on.done("create_branch", { name: "brief", parent: "old", expires_in: "2h" });
  const target = { branch: "brief" };
  await on.done("run_sql", { sql: "create table only_here ()", mode: "write", target });
  const other = await on.done("verify_data", { source: { branch: "old" }, target });
  expect(other.text).toContain("public.only_here: not on the source");
  expect(other.text).not.toContain("schema: table public.only_here");
  expect(other.text).toContain("compare_schemas gives the DDL");
  await sleep(20);
  const at = new Date(Date.now() - 10).toISOString();
  const args = { source: { branch: "brief", at }, target: { branch: "brief" } };
  const { text } = await on.call("verify_data", args);
  const [never, again] = Array.from(
    text.matchAll(/update_branch with (\{.*?\})|with (\{[^}]*1d"\})/g),
  );
  expect(text).toContain("Branch `brief` expires at ");
  await on.done("update_branch", JSON.parse(never?.[1] ?? "") as Record<string, unknown>);
  expect((await on.done("verify_data", args)).structured).toMatchObject({ equal: true });
  await on.done("update_branch", JSON.parse(again?.[2] ?? "") as Record<string, unknown>);
});
