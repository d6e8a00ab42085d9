import { describe, expect, test } from "vitest";
import * as z from "zod";
import { faultText, inputFaults } from "../../../src/core/input-faults.ts";
import { KnownTarget, TargetInput } from "../../../src/core/target.ts";

const form = z.strictObject({
  on: z.enum(["shadow", "branch"]),
  times: z.int().min(1).max(9).optional(),
  share: z.number().optional(),
  loud: z.boolean().default(false),
  rows: z.array(z.string()).optional(),
  plan: z
    .strictObject({ steps: z.array(z.object({ sql: z.string() })), by: z.string() })
    .optional(),
  to: z.strictObject({ file: z.string(), part_mb: z.int().optional() }).optional(),
  steps: z.array(z.strictObject({ kind: z.enum(["up", "down"]), at: z.string() })).optional(),
  target: KnownTarget.optional(),
  compute: z.union([z.literal("none"), z.strictObject({ cu: z.number() })]).optional(),
  context: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("setting"), name: z.string() }),
      z.strictObject({ kind: z.literal("neon_auth") }),
    ])
    .optional(),
});

function said(given: unknown, within?: readonly string[]): string {
  const parsed = form.safeParse(given);
  if (parsed.success) throw new Error("the form took it");
  return inputFaults(form, given, parsed.error)
    .map((fault) => faultText(fault, within))
    .join("; ");
}

const on = "shadow";

test.each<[string, object, string]>([
  ["a missing choice", {}, '`on` is missing: one of "shadow", "branch"'],
  ["another value", { on: "here" }, '`on` must be one of "shadow", "branch"'],
  [
    "a misspelt value",
    { on: "shadwo" },
    '`on` must be one of "shadow", "branch"; perhaps "shadow"',
  ],
  ["a value of another kind", { on: 1 }, '`on` must be one of "shadow", "branch", not a number'],
  ["null", { on: null }, '`on` must be one of "shadow", "branch", not null'],
  ["a number in a string", { on, share: "1" }, "`share` must be a number, not a string"],
  ["a fraction", { on, times: 1.5 }, "`times` must be a whole number, not a fraction"],
  ["too much", { on, times: 10 }, "`times` is too big: expected number to be <=9"],
  ["a switch", { on, loud: "yes" }, "`loud` must be true or false, not a string"],
  ["one for many", { on, rows: "a" }, "`rows` must be an array: string[], not a string"],
  [
    "JSON in a string",
    { on, rows: '["a"]' },
    "`rows` must be an array: string[], itself and not as JSON in a string",
  ],
  ["one of many", { on, rows: ["a", 2] }, "`rows.1` must be a string, not a number"],
  [
    "a name for an object",
    { on, to: "a.csv" },
    "`to` must be an object: { file, part_mb?: integer }, not a string",
  ],
  [
    "what is deep",
    { on, plan: 1 },
    "`plan` must be an object: { steps: object[], by }, not a number",
  ],
  ["a part", { on, to: {} }, "`to.file` is missing: a string"],
  [
    "a part of a part",
    { on, steps: [{ kind: "left", at: "x" }] },
    '`steps.0.kind` must be one of "up", "down"',
  ],
  [
    "what a pipe ends in",
    { on, target: "main" },
    "`target` must be an object: { project?, branch?, database?, role? }, not a string",
  ],
  [
    "an unknown part",
    { on, target: { colour: 1 } },
    "`target` has no such field: colour; there are project, branch, database, role",
  ],
  [
    "a misspelt part",
    { on, target: { brunch: "x" } },
    '`target` has no such field: brunch; perhaps "branch"',
  ],
  ["an unknown field", { on, colour: 1 }, "no such field: colour"],
  ["a misspelt field", { on, tims: 1 }, 'no such field: tims; perhaps "times"'],
  [
    "a part beside its object",
    { on, branch: "main" },
    "no such field: branch; it belongs into `target`",
  ],
  ["neither of two kinds", { on, compute: "all" }, '`compute` must be "none" | { cu: number }'],
  [
    "a kind with a fault inside",
    { on, compute: { cu: "1" } },
    "`compute.cu` must be a number, not a string",
  ],
  [
    "no such kind",
    { on, context: { kind: "jwt" } },
    '`context.kind` must be "setting", or "neon_auth"',
  ],
  [
    "a kind without its part",
    { on, context: { kind: "setting" } },
    "`context.name` is missing: a string",
  ],
])("%s", (_, given, expected) => {
  expect(said(given)).toBe(expected);
});

describe("names from outside", () => {
  test("are shown so that they cannot pass for our words", () => {
    expect(said({ on, "a`b\u{202e}": 1 })).toBe("no such field: a\\u{60}b\\u{202e}");
  });

  test("of prototypes are names like others", () => {
    const given = JSON.parse('{"on":"shadow","__proto__":1,"constructor":2}') as object;
    expect(said(given)).toBe("no such field: __proto__; no such field: constructor");
  });

  test("are told inside of what they were given in", () => {
    const given = { tabel: "x" };
    const { error } = TargetInput.safeParse(given);
    const faults = error === undefined ? [] : inputFaults(TargetInput, given, error);
    expect(faults.map((fault) => faultText(fault, ["from"]))).toEqual([
      "`from` has no such field: tabel",
    ]);
  });
});

test("no value is repeated", () => {
  const secret = "hunter2";
  const given = { on: secret, times: secret, to: secret, target: { role: 1 }, compute: secret };
  expect(said(given)).not.toContain(secret);
});
