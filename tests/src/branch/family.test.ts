import { expect, test } from "vitest";
import { children, descendants, tree } from "../../../src/branch/family.ts";
import type { Branch } from "../../../src/core/neon.ts";

const branch = (name: string, parent?: string): Branch => ({
  id: `br-${name}`,
  name,
  project: { id: "p", name: "shop" },
  ...(parent === undefined ? {} : { parent: { id: `br-${parent}`, name: parent } }),
  isDefault: parent === undefined,
  isProtected: false,
  state: "ready",
  createdAt: "2026-11-21T12:00:00Z",
});

const all = [
  branch("main"),
  branch("dev", "main"),
  branch("feature", "dev"),
  branch("fix", "dev"),
  branch("preview", "feature"),
  branch("schema"),
];
const names = (branches: readonly Branch[]): string[] => branches.map(({ name }) => name);
const dev = branch("dev", "main");

test("what stands on a branch, in the order in which it can be deleted", () => {
  expect(names(children(dev, all))).toEqual(["feature", "fix"]);
  expect(names(descendants(dev, all))).toEqual(["preview", "feature", "fix"]);
});

test("the tree, also where a parent is not in the list", () => {
  const lines = tree(all).map(({ branch: { name }, depth }) => `${depth} ${name}`);
  expect(lines).toEqual(["0 main", "1 dev", "2 feature", "3 preview", "2 fix", "0 schema"]);
  expect(tree([dev]).map(({ depth }) => depth)).toEqual([0]);
});
