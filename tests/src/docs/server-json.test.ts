import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { expect, test } from "vitest";
import { settings } from "../../../src/settings.ts";
import { type PackageJson, serverJson } from "../../../src/docs/server-json.ts";

const root = resolve(import.meta.dirname, "../../..");
const read = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(root, file), "utf8")) as Record<string, unknown>;
const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
const isValid = ajv.compile(read("tests/data/server-json.schema.json"));
const server = JSON.parse(serverJson(read("package.json") as unknown as PackageJson, settings)) as {
  packages: {
    transport: { type: string; url?: string };
    packageArguments: { name?: string }[];
    environmentVariables: object[];
  }[];
};

test("it is what the registry takes", () => {
  isValid(server);
  expect(isValid.errors).toBeNull();
});

const wrong: readonly [string, Record<string, unknown>][] = [
  ["a range of versions", { version: "^1.0.0" }],
  ["a name without its owner", { name: "neon-dba" }],
  ["a description that is too long", { description: "x".repeat(101) }],
  [
    "an argument without its name",
    { packages: [{ ...server.packages[0], packageArguments: [{ type: "named" }] }] },
  ],
];

test.each(wrong)("the schema would find %s", (_, change) => {
  expect(isValid({ ...server, ...change })).toBe(false);
});

test("settings of HTTP are arguments of the HTTP server alone", () => {
  const [stdio, http] = server.packages;
  const flags = settings.flatMap(({ flag, command }) =>
    flag !== undefined && command === "http" ? [flag] : [],
  );
  expect(flags).toContain("--port");
  expect(stdio?.packageArguments.filter(({ name = "" }) => flags.includes(name))).toEqual([]);
  expect(JSON.stringify(stdio?.environmentVariables)).not.toContain("NEON_DBA_HTTP");
  expect(http?.packageArguments[0]).toEqual({ type: "positional", value: "http" });
  expect(http?.packageArguments.map(({ name }) => name)).toEqual(expect.arrayContaining(flags));
  const [, named = ""] = /\{(.*)\}/.exec(http?.transport.url ?? "") ?? [];
  expect(http?.packageArguments.map(({ name }) => name)).toContain(named);
});
