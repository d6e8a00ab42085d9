import { afterAll, beforeAll, expect, test } from "vitest";
import { branchWithRows, type Harness, harness } from "./harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness();
});
afterAll(() => on[Symbol.asyncDispose]());

const names = async (): Promise<string[]> =>
  ((await on.done("list_branches")).structured["branches"] as { name: string }[]).map(
    ({ name }) => name,
  );

test("a branch that nothing stands on goes at once", async () => {
  await on.done("create_branch", { name: "leaf" });
  expect((await on.done("delete_branch", { branch: "leaf" })).text).toContain("Deleted leaf");
  expect(await names()).toEqual(["main"]);
  const again = await on.call("delete_branch", { branch: "leaf" });
  expect(again.text).toMatch(/^NOT_FOUND/);
});

test("branches made of it go with it, after a person has agreed to exactly these", async () => {
  await branchWithRows(on, "tree");
  await on.done("create_branch", { name: "tree/a", parent: "tree" });
  await on.done("create_branch", { name: "tree/a/b", parent: "tree/a" });
  const asked = await on.counted("delete_branch", { branch: "tree" });
  expect(asked.text).toMatch(/^CONFIRMATION_REQUIRED: Delete `tree`/);
  for (const words of ["`tree/a`", "`tree/a/b`", "`public.notes` 3"])
    expect(asked.text).toContain(words);
  const [, token] = /confirm_token="([^"]+)"/.exec(asked.text) ?? [];
  await on.done("create_branch", { name: "tree/c", parent: "tree" });
  const stale = await on.call("delete_branch", { branch: "tree", confirm_token: token });
  expect(stale.text).toMatch(/^CONFIRM_TOKEN_INVALID/);
  const deleted = await on.confirmed("delete_branch", { branch: "tree" });
  expect(deleted.isError, deleted.text).toBe(false);
  expect(await names()).toEqual(["main"]);
});

test("a protected one after a person has agreed, the default one not at all", async () => {
  await on.done("create_branch", { name: "safe" });
  await on.done("update_branch", { branch: "safe", protected: true });
  expect((await on.call("delete_branch", { branch: "safe" })).text).toMatch(
    /^CONFIRMATION_REQUIRED/,
  );
  expect((await on.confirmed("delete_branch", { branch: "safe" })).isError).toBe(false);
  expect((await on.call("delete_branch", { branch: "main" })).text).toMatch(/^GUARDED_BRANCH/);
  expect(await names()).toEqual(["main"]);
});
