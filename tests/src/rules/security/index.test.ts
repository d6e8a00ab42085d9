import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { securityRules } from "../../../../src/rules/security/index.ts";
import { groups, rulesOf } from "./examples.ts";

const ids = securityRules.map(({ id }) => id);

test("every rule has a file of its name, and examples in one group", () => {
  const folder = join(import.meta.dirname, "../../../../src/rules/security");
  const files = readdirSync(folder).filter((name) => name.endsWith(".ts") && name !== "index.ts");
  expect(ids.toSorted()).toEqual(files.map((name) => name.replace(/\.ts$/, "")).toSorted());
  expect(ids.toSorted()).toEqual(groups.flatMap(rulesOf).toSorted());
  expect(ids.length).toBeGreaterThanOrEqual(45);
});

test("the texts of a rule are words and sentences", () => {
  for (const { id, title, effect } of securityRules) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(title, id).not.toMatch(/\.$/);
    expect(effect, id).toMatch(/^\S.*\.$/);
  }
});
