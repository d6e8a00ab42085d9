import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { jsonSchema } from "../src/mcp/wire-schema.ts";
import { toolsets } from "../tools/index.ts";

const root = resolve(import.meta.dirname, "..");
const tools = Object.values(toolsets).flatMap((toolset) => toolset.tools);
const paths = Object.entries(toolsets).flatMap(([set, toolset]) =>
  toolset.tools.map((tool) => `${set}/${tool.name.replaceAll("_", "-")}`),
);

test("tools/ and the registry hold the same tools", () => {
  const files = readdirSync(join(root, "tools"), { recursive: true, encoding: "utf8" }).filter(
    (file) => file.includes("/") && file.endsWith(".ts"),
  );
  expect(
    paths.map((path) => `${path}.ts`).toSorted(),
    "add the file to tools/index.ts, or the tool to tools/<toolset>/",
  ).toEqual(files.toSorted());
});

test.each(paths)("%s has a test and a wire snapshot", (path) => {
  const name = path.split("/")[1]?.replaceAll("-", "_");
  expect(
    existsSync(join(root, `tests/tools/${path}.test.ts`)),
    `write tests/tools/${path}.test.ts`,
  ).toBe(true);
  expect(existsSync(join(root, `tests/snapshots/tools/${name}.json`)), "npm run docs").toBe(true);
});

test("no snapshot is left of a tool that is gone", () => {
  const names = tools.map((tool) => `${tool.name}.json`);
  expect(
    readdirSync(join(root, "tests/snapshots/tools")).filter((file) => !names.includes(file)),
  ).toEqual([]);
});

test.each(tools)("$name says what every input field means", (tool) => {
  const { properties = {} } = jsonSchema(tool.input, "input") as {
    properties?: Record<string, unknown>;
  };
  for (const [field, schema] of Object.entries(properties))
    expect(schema, `describe() the field ${field}`).toHaveProperty("description");
});

test.each(tools)("$name has an input schema that every client accepts", (tool) => {
  // some clients reject the whole list for one of these at the top of a schema
  const schema = jsonSchema(tool.input, "input");
  for (const key of ["anyOf", "oneOf", "allOf"]) expect(schema).not.toHaveProperty(key);
});

test.each(tools)("$name names its untrusted fields rightly", (tool) => {
  for (const field of tool.untrusted) expect(Object.keys(tool.output.shape)).toContain(field);
});
