import { Tiktoken } from "js-tiktoken/lite";
import ranks from "js-tiktoken/ranks/o200k_base";
import { expect, test } from "vitest";
import { jsonSchema } from "../src/mcp/wire-schema.ts";
import { toolsets } from "../tools/index.ts";

const encoding = new Tiktoken(ranks);

/** What a host puts before the model for each tool: o200k tokens of name, description and input schema. */
const costs = Object.entries(toolsets).flatMap(([set, { tools, isDefault }]) =>
  tools.map((tool) => {
    const shown = {
      name: tool.name,
      description: tool.description,
      input_schema: jsonSchema(tool.input, "input"),
    };
    return {
      set,
      isDefault,
      name: tool.name,
      tokens: encoding.encode(JSON.stringify(shown)).length,
    };
  }),
);
const sum = (of: typeof costs): number => of.reduce((total, { tokens }) => total + tokens, 0);

test("the tool list stays within its budget", () => {
  const table = costs.map(({ name, tokens }) => `${name} ${tokens}`).join(", ");
  expect(sum(costs), table).toBeLessThanOrEqual(6_500);
  expect(sum(costs.filter(({ isDefault }) => isDefault)), table).toBeLessThanOrEqual(3_700);
  for (const { name, tokens } of costs) expect(tokens, name).toBeLessThanOrEqual(600);
});

/** They are in every selection of tools that is worth having. explain_query has 55 of them for plans of what is not there yet. */
test("the three first tools stay within theirs", () => {
  const first = costs.filter(({ name }) =>
    ["describe_database", "explain_query", "run_sql"].includes(name),
  );
  expect(first).toHaveLength(3);
  expect(
    sum(first),
    first.map(({ name, tokens }) => `${name} ${tokens}`).join(", "),
  ).toBeLessThanOrEqual(510);
});
