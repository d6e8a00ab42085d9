import { expect, test } from "vitest";
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
