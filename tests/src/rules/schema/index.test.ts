import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { schemaRules } from "../../../../src/rules/schema/index.ts";
import { groups, rulesOf } from "./examples.ts";

const ids = schemaRules.map(({ id }) => id);
const folder = join(import.meta.dirname, "../../../../src/rules/schema");

test.each(groups)("rules of %s have files of their names, and examples", (group) => {
  const files = readdirSync(join(folder, group)).map((name) => name.replace(/\.ts$/, ""));
  expect(rulesOf(group)).toEqual(files.filter((name) => name !== "index").toSorted());
});

test("every rule is of one group", () => {
  expect(ids.toSorted()).toEqual(groups.flatMap(rulesOf).toSorted());
  expect(new Set(ids).size).toBe(ids.length);
});

test("every group has a test", () => {
  const tests = readdirSync(import.meta.dirname);
  for (const group of groups) expect(tests).toContain(`${group}.test.ts`);
});

test("the texts of a rule are words and sentences", () => {
  for (const { id, title, effect } of schemaRules) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(title, id).not.toMatch(/\.$/);
    expect(effect, id).toMatch(/^\S.*\.$/);
  }
});
