import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import type { Tool } from "../src/core/tool.ts";
import { jsonSchema } from "../src/mcp/wire-schema.ts";
import { toolsets } from "../tools/index.ts";

const root = resolve(import.meta.dirname, "..");
const tools = Object.values(toolsets).flatMap((toolset): readonly Tool[] => toolset.tools);
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

/** Fields that mean the same in every tool are explained once, in the server's instructions. */
const shared = [
  "sql",
  "params",
  "target",
  "cursor",
  "confirm_token",
  "schemas",
  "max_rows",
  "timeout_ms",
  "project",
  "branch",
  "keep_as",
  "plan_id",
];

test.each(tools)("$name says what its own input fields mean", (tool) => {
  const { properties = {} } = jsonSchema(tool.input, "input") as {
    properties?: Record<string, object>;
  };
  const silent = Object.entries(properties).filter(
    ([field, schema]) =>
      !shared.includes(field) && !("description" in schema) && !("enum" in schema),
  );
  expect(
    silent.map(([field]) => field),
    "describe() these fields; the values of an enum speak for themselves",
  ).toEqual([]);
});

test.each(tools)("$name has an input schema that every client accepts", (tool) => {
  // some clients reject the whole list for one of these at the top of a schema
  const schema = jsonSchema(tool.input, "input");
  for (const key of ["anyOf", "oneOf", "allOf"]) expect(schema).not.toHaveProperty(key);
});

test.each(tools)("$name names its untrusted fields rightly", (tool) => {
  for (const field of tool.untrusted) expect(Object.keys(tool.output.shape)).toContain(field);
});
