import { expect, test } from "vitest";
import * as z from "zod";
import type { Tool } from "../../src/core/tool.ts";
import { toolsets } from "../../tools/index.ts";
import { connect, textOf } from "../helpers/client.ts";
import { serverConfig } from "../helpers/server-config.ts";

interface Field {
  readonly type?: string;
  readonly enum?: readonly string[];
}

const tools = Object.values(toolsets).flatMap((toolset): readonly Tool[] => toolset.tools);
const client = await connect(serverConfig(tools));
const { tools: wire } = await client.listTools();
const shown = wire.map(({ name, inputSchema }) => ({
  name,
  required: inputSchema.required ?? [],
  fields: Object.entries((inputSchema.properties ?? {}) as Record<string, Field>),
}));

async function refusalOf(name: string, args: Record<string, unknown>): Promise<string> {
  const result = await client.callTool({ name, arguments: args });
  expect(result.isError).toBe(true);
  return textOf(result);
}

/** What no field of the type takes. */
const wrong = ({ type }: Field): unknown => (type === "number" || type === "integer" ? "1" : 1);

test.each(shown.filter(({ required }) => required.length > 0))(
  "$name without its fields says which are missing and what belongs there",
  async ({ name, required, fields }) => {
    const text = await refusalOf(name, {});
    expect(text).toMatch(/^INVALID_INPUT: [^]+\nNext: /);
    const byName = new Map(fields);
    for (const field of required) {
      expect(text).toContain(`\`${field}\` is missing: `);
      for (const value of byName.get(field)?.enum ?? []) expect(text).toContain(`"${value}"`);
    }
  },
);

test.each(shown)("$name says of every field of a wrong kind what it takes", async (tool) => {
  const args = Object.fromEntries(tool.fields.map(([name, field]) => [name, wrong(field)]));
  const text = await refusalOf(tool.name, args);
  expect(text).not.toMatch(/Invalid (input|option)|undefined/);
  for (const [field] of tool.fields) expect(text).toContain(`\`${field}\` must be `);
});

/** Objects inside of an input that would pass over a misspelt field without a word. */
function loose(field: z.core.$ZodType, path: string): string[] {
  if (
    field instanceof z.ZodOptional ||
    field instanceof z.ZodDefault ||
    field instanceof z.ZodNullable
  )
    return loose(field.unwrap(), path);
  if (field instanceof z.ZodPipe) return loose(field.out, path);
  if (field instanceof z.ZodArray) return loose(field.element, `${path}[]`);
  if (field instanceof z.ZodUnion) return field.options.flatMap((one) => loose(one, path));
  if (!(field instanceof z.ZodObject)) return [];
  return [
    ...(path.includes(".") && field.def.catchall === undefined ? [path] : []),
    ...Object.entries(field.shape).flatMap(([name, of]) =>
      loose(of as z.core.$ZodType, `${path}.${name}`),
    ),
  ];
}

test("no misspelt field inside of another is passed over: nobody would know that it was not heeded", () => {
  expect(tools.flatMap((tool) => loose(tool.input, tool.name))).toEqual([]);
});

test("an address list whose switch is misspelt opens nothing", async () => {
  const text = await refusalOf("update_project", {
    ip_allow: { ips: [], protected_branch_only: true },
  });
  expect(text).toContain(
    '`ip_allow` has no such field: protected_branch_only; perhaps "protected_branches_only"',
  );
});

const choices = shown.flatMap(({ name, fields }) =>
  fields.flatMap(([field, { enum: values }]) =>
    values === undefined ? [] : [{ tool: name, field, values }],
  ),
);

test.each(choices)("$tool says what there is for $field", async ({ tool, field, values }) => {
  const text = await refusalOf(tool, { [field]: "something else" });
  const list = values.map((value) => JSON.stringify(value)).join(", ");
  expect(text).toContain(`\`${field}\` must be one of ${list}`);
});
