import { expect, test } from "vitest";
import type { Tool } from "../../../src/core/tool.ts";
import { toolsets } from "../../../tools/index.ts";
import { connect, eras, textOf } from "../../helpers/client.ts";
import { serverConfig } from "../../helpers/server-config.ts";

const tools = Object.values(toolsets).flatMap((toolset): readonly Tool[] => toolset.tools);
const only = (...names: string[]) => tools.filter(({ name }) => names.includes(name));
const textOfPrompt = ({ messages }: { messages: { content: { type: string } }[] }): string =>
  textOf({ content: messages.map(({ content }) => content) });

test.each(eras)("%s: prompts are listed with title and arguments", async (era) => {
  await using client = await connect(serverConfig(tools), { era });
  expect(client.getServerCapabilities()).toMatchObject({ prompts: {} });
  const { prompts } = await client.listPrompts();
  expect(prompts.find(({ name }) => name === "neon-database-ops")).toMatchObject({
    title: "Neon database operations",
    description: expect.stringContaining("rollback"),
    arguments: expect.arrayContaining([
      { name: "task", description: expect.any(String), required: true },
      { name: "branch", description: expect.any(String), required: false },
    ]),
  });
});

test.each(eras)("%s: arguments are checked, and told what they should be", async (era) => {
  await using client = await connect(serverConfig(tools), { era });
  const get = (args: Record<string, string>) =>
    client.getPrompt({ name: "neon-database-ops", arguments: args });
  await expect(get({})).rejects.toThrow("task is required");
  await expect(get({ task: "x", brnch: "dev" })).rejects.toThrow(
    "no argument brnch; they are task",
  );
  await expect(client.getPrompt({ name: "neon-dba" })).rejects.toThrow("neon-dba not found");
  expect(textOfPrompt(await get({ task: "Tables grow." }))).toContain("\nTables grow.\n");
});

test("a prompt none of whose tools is served is not offered", async () => {
  await using client = await connect(serverConfig(only("update_branch")));
  const { prompts } = await client.listPrompts();
  expect(prompts.map(({ name }) => name)).toEqual(["neon-database-assistant"]);
  const get = client.getPrompt({ name: "neon-database-ops", arguments: { task: "x" } });
  await expect(get).rejects.toThrow("not offered");
});

test("a prompt says which of its tools are not served", async () => {
  await using client = await connect(serverConfig(only("describe_database", "run_sql")));
  const text = textOfPrompt(
    await client.getPrompt({ name: "neon-db-architect", arguments: { task: "x" } }),
  );
  expect(text).toContain(
    "This server does not offer `design_schema`, `review_schema`, `generate_models`, `explain_delete`, `explain_query`, `advise_indexes`, `compare_queries`, `lint_migration`, `plan_migration`, `rehearse_migration`, `export_migration`, `create_branch`, `reset_branch`, `delete_branch`, `generate_rls`, `prove_rls`.",
  );
});

test.each(eras)("%s: project, branch and database are completed by who knows them", async (era) => {
  const none = () => Promise.resolve([]);
  const completions = {
    project: () => Promise.resolve(["shop"]),
    branch: (typed: string, given: Readonly<Record<string, string | undefined>> = {}) =>
      Promise.resolve([`${typed}-of-${given["project"]}`]),
    database: none,
    role: none,
  };
  await using client = await connect(serverConfig(tools, { completions }), { era });
  const complete = async (name: string, value: string): Promise<string[]> => {
    const { completion } = await client.complete({
      ref: { type: "ref/prompt", name: "neon-database-ops" },
      argument: { name, value },
      context: { arguments: { project: "shop" } },
    });
    return completion.values;
  };
  expect(await complete("project", "s")).toEqual(["shop"]);
  expect(await complete("branch", "dev")).toEqual(["dev-of-shop"]);
  expect(await complete("task", "x")).toEqual([]);
});
