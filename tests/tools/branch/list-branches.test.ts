import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, harness } from "./harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness();
});
afterAll(() => on[Symbol.asyncDispose]());

test("the tree of branches, with what there is to know of each", async () => {
  await on.done("create_branch", { name: "dev" });
  await on.done("create_branch", { name: "dev/feature", parent: "dev", expires_in: "1d" });
  const { structured, text } = await on.done("list_branches");
  expect(structured).toMatchObject({ project: { name: "local" }, total: 3 });
  expect(structured["branches"]).toMatchObject([
    { name: "main", default: true, depth: 0 },
    { name: "dev", parent: "main", default: false, depth: 1 },
    { name: "dev/feature", parent: "dev", expires_at: expect.any(String), depth: 2 },
  ]);
  expect(text).toMatch(/^ {4}dev\/feature {2}br-/m);
});

test("search by a part of the name, or by the id", async () => {
  const found = await on.done("list_branches", { search: "FEAT" });
  const [branch] = found.structured["branches"] as { id: string }[];
  expect(found.structured["total"]).toBe(1);
  const byId = await on.done("list_branches", { search: branch?.id });
  expect(byId.structured["total"]).toBe(1);
});

test("a project by its name or its id; another is not found", async () => {
  const { structured } = await on.done("list_branches", { project: "local" });
  const { id } = structured["project"] as { id: string };
  expect((await on.done("list_branches", { project: id })).structured["total"]).toBe(3);
  const refused = await on.call("list_branches", { project: "locale" });
  expect(refused.text).toMatch(/^NOT_FOUND: .*`locale`[^]*`local`/);
});

test("a cursor that names no branch", async () => {
  expect((await on.call("list_branches", { cursor: "br-gone" })).text).toMatch(/^INVALID_INPUT/);
});
