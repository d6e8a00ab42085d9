import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, textOf } from "../../helpers/client.ts";
import { type LocalNeon, localNeon } from "../../helpers/local-neon.ts";
import { sample } from "../../helpers/sample.ts";
import { serveNeon } from "../../helpers/served.ts";
import { FLAGS, calls, operations, type Sent } from "./calls.ts";
import { stateOf } from "./state.ts";

/** What no field is meant to be given, or only as a name that is not there. */
const ODD: readonly unknown[] = [
  [[{}]],
  {},
  null,
  true,
  "",
  "\0",
  "a\0b",
  "\ud800",
  "ｌｏｃａｌ",
  "m\u0430in",
  "'; drop table victims; --",
  "x".repeat(100_000),
  -1,
  0.3,
  2 ** 53,
  1e308,
];

const folder = mkdtempSync(join(tmpdir(), "neon-dba-fields-"));
const unexpected: string[] = [];
let neon: LocalNeon;
let served: ReturnType<typeof serveNeon>;
let client: Client & AsyncDisposable;
beforeAll(async () => {
  neon = await localNeon();
  served = serveNeon(neon, [...FLAGS, "--files", folder, "--project", "local"]);
  const log = (level: string, message: string, fields = {}): void => {
    if (level === "error") unexpected.push(JSON.stringify([message, fields]));
  };
  client = await connect({ ...served.config, log });
  writeFileSync(join(folder, "rows.csv"), "id,body\n1,a\n");
});
afterAll(async () => {
  delete process.env["OPERATIONS_URL"];
  await client[Symbol.asyncDispose]();
  await served[Symbol.asyncDispose]();
  await neon[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const shapeOf = (tool: string): readonly string[] =>
  Object.keys(operations.find(({ name }) => name === tool)?.input.shape ?? {});

test("every tool is called here", () => {
  expect(new Set(calls.map(([name]) => name))).toEqual(new Set(operations.map(({ name }) => name)));
});

/** Where a value can stand: the fields of the tool, and what is inside of those that the call has. */
function placesOf([tool, args]: Sent): string[][] {
  const inside = (value: unknown, path: string[]): string[][] =>
    typeof value !== "object" || value === null
      ? []
      : Object.entries(value).flatMap(([key, item]) => {
          const here = [...path, key];
          return path.length === 0 ? inside(item, here) : [here, ...inside(item, here)];
        });
  return [...shapeOf(tool).map((field) => [field]), ...inside(args, [])];
}

function replaced(args: unknown, [key = "", ...rest]: readonly string[], value: unknown): unknown {
  const copy = structuredClone(args ?? {}) as Record<string, unknown>;
  copy[key] = rest.length === 0 ? value : replaced(copy[key], rest, value);
  return copy;
}

const CODED = /^[A-Z_]+(?: [0-9A-Z]{5})?: [^]*\nNext: \S/;
/** The words of what nobody thought of. */
const CRASH = /does not know; the log|TypeError|\[object |\n {4}at /;

describe("what no field takes", () => {
  let before: unknown;
  beforeAll(async () => {
    before = await stateOf(neon, folder);
  });

  test.each(calls)("%s %j is refused with a next step", async (tool, args) => {
    const places = placesOf([tool, args]);
    const cells = places.flatMap((place) => ODD.map((value) => [place, value] as const));
    for (const [place, value] of sample(cells)) {
      const sent = replaced(args, place, value) as Record<string, unknown>;
      const said = JSON.stringify(sent).slice(0, 300);
      const result = await client.callTool({ name: tool, arguments: sent });
      const text = textOf(result);
      expect(text, said).not.toMatch(CRASH);
      expect(text.length, said).toBeLessThan(12_000);
      expect(result.isError !== true || CODED.test(text), `${said}: ${text}`).toBe(true);
    }
    expect(unexpected).toEqual([]);
  });

  test("has changed nothing", async () => {
    expect(await stateOf(neon, folder)).toEqual(before);
  });
});

test.each(operations.map(({ name }) => [name]))("%s refuses a field by its name", async (name) => {
  const [, args = {}] = calls.find(([tool]) => tool === name) ?? [];
  const unknown = { ...args, colour: "red" };
  expect(textOf(await client.callTool({ name, arguments: unknown }))).toMatch(
    /^INVALID_INPUT: .*no such field: colour\.\nNext: /,
  );
  for (const field of shapeOf(name))
    expect(
      textOf(await client.callTool({ name, arguments: { ...args, [field]: [[{}]] } })),
    ).toMatch(new RegExp(`^INVALID_INPUT: .*\\b${field}\\b[^]*\\nNext: `));
});
