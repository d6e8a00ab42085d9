import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { stacks } from "../../../src/connection/stacks/index.ts";

const folder = resolve(import.meta.dirname, "../../stacks");
const suites = readdirSync(folder)
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => readFileSync(join(folder, name), "utf8"))
  .join("\n");

test("what is called measured is run by tests/stacks, and the rest is not", () => {
  const run = stacks.filter(({ name }) => suites.includes(`"${name}"`));
  expect(run.map(({ name }) => name)).toEqual(
    stacks.filter(({ evidence }) => evidence === "measured").map(({ name }) => name),
  );
});

test("a name means one stack", () => {
  const names = stacks.flatMap(({ name, aliases }) => [name, ...aliases]);
  const plain = names.map((name) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, ""));
  expect(plain.filter((name, at) => plain.indexOf(name) !== at)).toEqual([]);
});

test("stacks/ and the list hold the same stacks, in their order", () => {
  const files = readdirSync(resolve(folder, "../../src/connection/stacks"));
  expect(stacks.length).toBe(files.length - 1);
  expect(stacks.map(({ name }) => name)).toEqual(stacks.map(({ name }) => name).toSorted());
});
