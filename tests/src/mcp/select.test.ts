import { expect, test } from "vitest";
import * as z from "zod";
import { type Effect, defineTool } from "../../../src/core/tool.ts";
import { selectTools } from "../../../src/mcp/select.ts";

const tool = (name: string, effect: Effect = "read") =>
  defineTool({
    name,
    title: name,
    description: name,
    effect,
    untrusted: [],
    input: z.object({}),
    output: z.object({}),
    run: async () => ({}),
    render: () => ({}),
  });

const toolsets = {
  query: { isDefault: true, instructions: "", tools: [tool("run_sql"), tool("explain_query")] },
  compute: {
    isDefault: false,
    instructions: "",
    tools: [tool("list_computes"), tool("remove_compute", "destroy")],
  },
};
const base = { toolsets: "default", tools: undefined, excludeTools: [], access: "full" } as const;
const names = (selection: Partial<Parameters<typeof selectTools>[1]>) =>
  selectTools(toolsets, { ...base, ...selection }).map(({ name }) => name);

test.each([
  ["the default toolsets, in the order of names", {}, ["explain_query", "run_sql"]],
  [
    "all of them",
    { toolsets: "all" as const },
    ["explain_query", "list_computes", "remove_compute", "run_sql"],
  ],
  ["named ones", { toolsets: ["compute"] }, ["list_computes", "remove_compute"]],
  [
    "the default ones and others, none twice",
    { toolsets: ["default", "compute", "query"] },
    ["explain_query", "list_computes", "remove_compute", "run_sql"],
  ],
  ["single tools, whatever their toolset", { tools: ["list_computes"] }, ["list_computes"]],
  [
    "exclusion wins",
    { toolsets: "all" as const, excludeTools: ["run_sql", "list_computes"] },
    ["explain_query", "remove_compute"],
  ],
  [
    "access read lists nothing that only writes",
    { toolsets: "all" as const, access: "read" as const },
    ["explain_query", "list_computes", "run_sql"],
  ],
])("%s", (_, selection, expected) => {
  expect(names(selection)).toEqual(expected);
});

test.each([
  [
    { toolsets: ["qeury"] },
    "There is no toolset qeury; did you mean query? They are query, compute.",
  ],
  [{ toolsets: ["banana"] }, "There is no toolset banana. They are query, compute."],
  [{ excludeTools: ["run_sq"] }, "There is no tool run_sq; did you mean run_sql?"],
])("a name that does not exist is an error: %o", (selection, message) => {
  expect(() => names(selection)).toThrow(message);
});

test("a tool that reads and writes is a reading tool where nothing may be changed", () => {
  const both = {
    query: {
      isDefault: true,
      instructions: "",
      tools: [{ ...tool("run_sql", "destroy"), alsoReads: true }],
    },
  };
  const [served] = selectTools(both, { ...base, access: "read" });
  expect(served).toMatchObject({ name: "run_sql", effect: "read" });
});
