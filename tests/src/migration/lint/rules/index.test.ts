import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lintRules } from "../../../../../src/migration/lint/rules/index.ts";
import { groups, rulesOf } from "./examples.ts";

const ids = lintRules.map(({ id }) => id);

test("every rule has a file of its name, and examples in one group", () => {
  const folder = join(import.meta.dirname, "../../../../../src/migration/lint/rules");
  const files = readdirSync(folder).filter((name) => name.endsWith(".ts") && name !== "index.ts");
  expect(ids.toSorted()).toEqual(files.map((name) => name.replace(/\.ts$/, "")).toSorted());
  expect(ids.toSorted()).toEqual(groups.flatMap(rulesOf).toSorted());
});

test("the texts of a rule are sentences", () => {
  for (const { id, title, condition, effect, workaround } of lintRules) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(title, id).not.toMatch(/\.$/);
    for (const text of [condition, effect, workaround]) expect(text, id).toMatch(/^\S.*\.$/);
  }
});
