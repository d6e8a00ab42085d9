import { expect, test } from "vitest";
import type { Tool } from "../../../src/core/tool.ts";
import { neonCompletions } from "../../../src/mcp/completions.ts";
import { toolsets } from "../../../tools/index.ts";
import { connect, eras, textOf } from "../../helpers/client.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import { serve } from "../../helpers/served.ts";
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

test.each(eras)(
  "%s: a line that a client has split at its blanks is one task again",
  async (era) => {
    const split = { task: "The", project: "task", branch: "list", database: "takes", stack: "two" };
    const textFor = async (name: string, args: Record<string, string>): Promise<string> => {
      await using client = await connect(serverConfig(tools), { era, name });
      return textOfPrompt(await client.getPrompt({ name: "neon-database-ops", arguments: args }));
    };
    const joined = await textFor("claude-code", split);
    expect(joined).toContain("\nThe task list takes two ... (the end may be missing here;");
    expect(joined).not.toContain("target.project");
    expect(await textFor("someone", split)).toContain("\n- `target.project`: task\n");
  },
);

test("a prompt none of whose tools is served is not offered", async () => {
  await using client = await connect(serverConfig(only("update_branch")));
  const { prompts } = await client.listPrompts();
  expect(prompts.map(({ name }) => name)).toEqual([
    "branch-per-pull-request",
    "neon-database-assistant",
    "review-before-production",
  ]);
  const get = client.getPrompt({ name: "neon-database-ops", arguments: { task: "x" } });
  await expect(get).rejects.toThrow("not offered");
});

test("a prompt says which of its tools are not served", async () => {
  await using client = await connect(serverConfig(only("describe_database", "run_sql")));
  const text = textOfPrompt(
    await client.getPrompt({ name: "neon-db-architect", arguments: { task: "x" } }),
  );
  expect(text).toContain(
    "This server does not offer `design_schema`, `review_schema`, `check_integrity`, `generate_models`, `explain_delete`, `find_slow_queries`, `explain_query`, `advise_indexes`, `compare_queries`, `compare_schemas`, `lint_migration`, `plan_migration`, `rehearse_migration`, `migration_status`, `export_migration`, `create_branch`, `reset_branch`, `delete_branch`, `generate_rls`, `prove_rls`, `configure_connection`, `test_connection`, `estimate_cost`.",
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
    table: (typed: string) => Promise.resolve([`public.${typed}`]),
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

test.each(eras)(
  "%s: a table is completed by the catalog, a branch that is not there by nothing",
  async (era) => {
    await using database = await testDatabase(`
    create schema shop; create table shop.orders (); create table public.users ();
    create table public."Odd users" (); create view public.users_view as select`);
    await using server = serve(database.url);
    const completions = neonCompletions(server.config.deps);
    await using client = await connect(serverConfig(tools, { completions }), { era });
    const complete = async (value: string, given: Record<string, string> = {}) => {
      const { completion } = await client.complete({
        ref: { type: "ref/prompt", name: "isolate-tenants" },
        argument: { name: "table", value },
        context: { arguments: given },
      });
      return completion.values;
    };
    expect(await complete("")).toEqual(['public."Odd users"', "public.users", "shop.orders"]);
    expect(await complete("public.u")).toEqual(["public.users"]);
    expect(await complete("ord")).toEqual(["shop.orders"]);
    expect(await complete("u%")).toEqual([]);
    expect(await complete("", { branch: "nowhere" })).toEqual([]);
  },
);

test.each(eras)("%s: a Postgres by its URL completes what its user may reach", async (era) => {
  await using database = await testDatabase("create schema shop; create table shop.orders ()");
  const { username, pathname } = new URL(database.url);
  await using server = serve(database.url);
  await using client = await connect(server.config, { era });
  const complete = async (
    name: string,
    value: string,
    given: Record<string, string> = {},
    prompt = "isolate-tenants",
  ): Promise<string[]> => {
    const { completion } = await client.complete({
      ref: { type: "ref/prompt", name: prompt },
      argument: { name, value },
      context: { arguments: given },
    });
    return completion.values;
  };
  const own = pathname.slice(1);
  expect(await complete("database", own)).toEqual([own]);
  expect(await complete("database", "template")).toEqual([]);
  expect(await complete("table", "ord")).toEqual(["shop.orders"]);
  expect(await complete("table", "ord", { database: "postgres" })).toEqual([]);
  expect(await complete("table", "", { project: "shop" })).toEqual([]);
  expect(await server.config.completions?.role(username)).toContain(username);
  expect(await server.config.completions?.role("pg_")).toEqual([]);
  expect(await complete("project", "", {}, "neon-database-ops")).toEqual([]);
  const { resourceTemplates } = await client.listResourceTemplates();
  expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate).join()).not.toContain("neon://");
});

test("a Postgres that cannot be reached completes nothing", async () => {
  await using server = serve("postgresql://nobody:hunter2@127.0.0.1:1/none");
  await using client = await connect(server.config);
  const { completion } = await client.complete({
    ref: { type: "ref/prompt", name: "isolate-tenants" },
    argument: { name: "table", value: "" },
  });
  expect(completion.values).toEqual([]);
});
