import { afterAll, beforeAll, expect, test } from "vitest";
import { branchWithRows, count, type Harness, harness } from "./harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness();
  await branchWithRows(on, "parent");
});
afterAll(() => on[Symbol.asyncDispose]());

const write = (branch: string, sql: string) =>
  on.done("run_sql", { sql, mode: "write", target: { branch } });

test("a branch goes to its parent's present", async () => {
  await on.done("create_branch", { name: "work", parent: "parent" });
  await write("work", "insert into notes values (10, 'x')");
  await write("parent", "insert into notes values (4, 'later')");
  const reset = await on.done("reset_branch", { branch: "work" });
  expect(reset.structured).toMatchObject({ branch: { name: "work", parent: "parent" } });
  expect(await on.rows("work", "select id from notes order by id")).toEqual([[1], [2], [3], [4]]);
});

test("what was on it stays where a name is given", async () => {
  await on.done("create_branch", { name: "kept", parent: "parent" });
  await write("kept", "delete from notes where id > 0");
  const reset = await on.done("reset_branch", { branch: "kept", keep_as: "kept-before" });
  expect(reset.structured).toMatchObject({ kept: { name: "kept-before" }, kept_has_compute: true });
  expect(await on.rows("kept-before", count)).toEqual([[0]]);
  expect(await on.rows("kept", count)).not.toEqual([[0]]);
});

test("a branch that others were made of is asked for, and they keep their state", async () => {
  await on.done("create_branch", { name: "middle", parent: "parent" });
  await write("middle", "insert into notes values (99, 'middle')");
  await on.done("create_branch", { name: "leaf", parent: "middle" });
  const asked = await on.counted("reset_branch", { branch: "middle" });
  expect(asked.text).toMatch(/^CONFIRMATION_REQUIRED: Reset `middle`/);
  expect(asked.text).toContain("`leaf`");
  expect(asked.text).toContain("`public.notes` 1");
  expect(await on.rows("middle", "select count(*) from notes where id = 99")).toEqual([[1]]);
  const reset = await on.confirmed("reset_branch", { branch: "middle" });
  expect(reset.isError, reset.text).toBe(false);
  expect(await on.rows("middle", "select count(*) from notes where id = 99")).toEqual([[0]]);
  expect(await on.rows("leaf", "select count(*) from notes where id = 99")).toEqual([[1]]);
});

test("the default branch has nothing to be reset to", async () => {
  expect((await on.call("reset_branch", { branch: "main" })).text).toMatch(/^INVALID_INPUT/);
});
