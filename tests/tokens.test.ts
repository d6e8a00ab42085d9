import { Tiktoken } from "js-tiktoken/lite";
import ranks from "js-tiktoken/ranks/o200k_base";
import { expect, test } from "vitest";
import type { Tool } from "../src/core/tool.ts";
import { instructions } from "../src/mcp/instructions.ts";
import { jsonSchema } from "../src/mcp/wire-schema.ts";
import { toolsets } from "../tools/index.ts";

const encoding = new Tiktoken(ranks);

/** What a host puts before the model for a tool: o200k tokens of name, description and input schema. */
function tokensOf(tool: Tool, without: readonly string[] = []): number {
  const { properties = {}, ...schema } = jsonSchema(tool.input, "input") as {
    properties?: Record<string, object>;
  };
  const kept = Object.entries(properties).filter(([field]) => !without.includes(field));
  const { type, ...rest } = schema as { type?: string };
  const input_schema = { type, properties: Object.fromEntries(kept), ...rest };
  const shown = { name: tool.name, description: tool.description, input_schema };
  return encoding.encode(JSON.stringify(shown)).length;
}

const costs = Object.entries(toolsets).flatMap(([set, { tools, isDefault }]) =>
  tools.map((tool) => ({ set, isDefault, name: tool.name, tokens: tokensOf(tool) })),
);
const sum = (of: typeof costs): number => of.reduce((total, { tokens }) => total + tokens, 0);

test("the tool list stays within its budget", () => {
  const table = costs.map(({ name, tokens }) => `${name} ${tokens}`).join(", ");
  expect(sum(costs), table).toBeLessThanOrEqual(6_500);
  expect(sum(costs.filter(({ isDefault }) => isDefault)), table).toBeLessThanOrEqual(3_700);
  for (const { name, tokens } of costs) expect(tokens, name).toBeLessThanOrEqual(600);
});

test("a host that cuts instructions at 2,000 characters cuts none of ours", () => {
  const all = Object.values(toolsets).flatMap(({ tools }): readonly Tool[] => tools);
  const longest =
    "a local Neon on this machine (project local, default branch main, database neondb)";
  for (const access of ["read", "guarded", "full"] as const) {
    const text = instructions(toolsets, all, { deployment: longest, access });
    expect(text.length, text).toBeLessThanOrEqual(2_000);
  }
});

/** What explain_query has for plans of what is not there yet; the budget below is of the tools without it. */
const imagined = ["hypothetical_indexes", "at_scale", "on_branch"];

test("the three first tools stay within theirs", () => {
  const first = ["describe_database", "explain_query", "run_sql"].map((wanted) => {
    const tool = Object.values(toolsets)
      .flatMap(({ tools }): readonly Tool[] => tools)
      .find(({ name }) => name === wanted);
    return tool === undefined ? [wanted, 0] : [wanted, tokensOf(tool, imagined)];
  });
  expect(first.map(([, tokens]) => tokens)).not.toContain(0);
  expect(
    first.reduce((total, [, tokens]) => total + Number(tokens), 0),
    first.map((each) => each.join(" ")).join(", "),
  ).toBeLessThanOrEqual(450);
});
