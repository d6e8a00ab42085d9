import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, harness } from "./harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness();
});
afterAll(() => on[Symbol.asyncDispose]());

test("rename, expire, and never expire", async () => {
  await on.done("create_branch", { name: "draft" });
  const renamed = await on.done("update_branch", {
    branch: "draft",
    name: "final",
    expires_in: "1d",
  });
  expect(renamed.structured["branch"]).toMatchObject({
    name: "final",
    expires_at: expect.any(String),
  });
  const kept = await on.done("update_branch", { branch: "final", expires_in: "never" });
  expect(kept.structured["branch"]).not.toHaveProperty("expires_at");
  expect((await on.call("update_branch", { branch: "draft", name: "x" })).text).toMatch(
    /^NOT_FOUND/,
  );
});

test("a protected branch is guarded, and the protection is lifted only when a person agrees", async () => {
  await on.done("create_branch", { name: "staging" });
  await on.done("update_branch", { branch: "staging", protected: true });
  const write = { sql: "create table t ()", mode: "write", target: { branch: "staging" } };
  expect((await on.call("run_sql", write)).text).toMatch(
    /^GUARDED_BRANCH: Branch `staging` is protected/,
  );
  const args = { branch: "staging", protected: false };
  expect((await on.call("update_branch", args)).text).toMatch(/^CONFIRMATION_REQUIRED/);
  expect((await on.call("run_sql", write)).isError).toBe(true);
  const lifted = await on.confirmed("update_branch", args);
  expect(lifted.structured["branch"]).toMatchObject({ protected: false });
  await on.done("run_sql", write);
});

test("what guards a branch keeps it from expiring", async () => {
  const refused = await on.call("update_branch", { branch: "main", expires_in: "1h" });
  expect(refused.text).toMatch(/^GUARDED_BRANCH/);
});

test("nothing to change", async () => {
  expect((await on.call("update_branch", { branch: "main" })).text).toMatch(/^INVALID_INPUT/);
});
