import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import type { Tool } from "../src/core/tool.ts";
import { stacks } from "../src/connection/stacks/index.ts";
import { jsonSchema } from "../src/mcp/wire-schema.ts";
import { findPrompts } from "../src/prompts/find.ts";
import { loadPrompts } from "../src/prompts/load.ts";
import { placeholder } from "../src/prompts/prompt.ts";
import { toolsets } from "../tools/index.ts";
import { connect, eras, textOf } from "./helpers/client.ts";
import { serverConfig } from "./helpers/server-config.ts";

const root = resolve(import.meta.dirname, "..");
const tools = Object.values(toolsets).flatMap((toolset): readonly Tool[] => toolset.tools);
const prompts = loadPrompts();
const workflows = new Set(
  findPrompts()
    .filter(({ file }) => file.startsWith("prompts/workflows/"))
    .map(({ name }) => name),
);
const wordsOf = (text: string): string[] => text.split(/\s+/).filter(Boolean);

/** A page. What is longer is read less carefully than it was written. */
const MAX_WORDS = 480;
const MAX_WORDS_OF_WORKFLOW = 250;

/** Words in backticks that look like a tool's name or a field's: of Postgres, of a library. */
const known = new Set([
  "pg_stat_activity",
  "selectinload",
  "joinedload",
  "rds",
  "logical_replication",
  "pg_stat_statements",
  "lock_timeout",
  "statement_timeout",
  "updated_at",
  "created_at",
]);

/** What a prompt says of a tool, in backticks: `tool`, `tool(argument, argument: value)` or `tool.field.of_its_result`. */
const spoken = /`([a-z]+(?:_[a-z]+)*)(?:\(([^`)]*)\)|\.([a-z_.]+))?`/g;

interface Spoken {
  readonly name: string;
  readonly args: readonly (readonly [name: string, value: string | undefined])[];
  readonly field: readonly string[];
}

const speaks = (body: string): Spoken[] =>
  Array.from(body.matchAll(spoken), ([, name = "", args = "", field]) => ({
    name,
    args: args
      .split(",")
      .map((each) => each.trim())
      .filter(Boolean)
      .map((each) => {
        const [, argument = each, value] = /^(\w+): (.+)$/.exec(each) ?? [];
        return [argument, value] as const;
      }),
    field: field?.split(".") ?? [],
  }));

/** A node of a JSON schema, as far as names and values are asked for. */
interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Node[];
  readonly allOf?: readonly Node[];
  readonly additionalProperties?: Node | boolean;
}

const named = (name: string): Tool => {
  const tool = tools.find((each) => each.name === name);
  if (tool === undefined) throw new Error(`there is no tool ${name}`);
  return tool;
};
const schemaOf = (name: string, io: "input" | "output"): Node => jsonSchema(named(name)[io], io);

/** The node below, through lists and alternatives. */
function below(node: Node | undefined, field: string): Node | undefined {
  if (node === undefined) return undefined;
  const own = node.properties?.[field] ?? below(node.items, field);
  if (own !== undefined) return own;
  return [...(node.anyOf ?? []), ...(node.allOf ?? [])]
    .map((each) => below(each, field))
    .find((found) => found !== undefined);
}

/** Every name of a field in it, however deep. */
function fieldsOf(node: Node): string[] {
  const inner = [node.items, ...(node.anyOf ?? []), ...(node.allOf ?? [])];
  return [
    ...Object.entries(node.properties ?? {}).flatMap(([field, each]) => [field, ...fieldsOf(each)]),
    ...inner.flatMap((each) => (each === undefined ? [] : fieldsOf(each))),
  ];
}

test("the personas of the package are there", () => {
  expect(findPrompts().map(({ file }) => file)).toEqual(
    expect.arrayContaining([
      "prompts/personas/neon-database-assistant.md",
      "prompts/personas/neon-database-ops.md",
      "prompts/personas/neon-db-architect.md",
      "prompts/personas/neon-postgres-manager.md",
      "prompts/personas/serverless-db-architect.md",
      "prompts/workflows/incident.md",
    ]),
  );
});

test.each(prompts)("$name lists tools that exist, and speaks of each of them", (prompt) => {
  const names = tools.map(({ name }) => name);
  for (const tool of prompt.tools) {
    expect(names, `prompts/…/${prompt.name}.md lists a tool that is not in tools/`).toContain(tool);
    expect(
      speaks(prompt.body).map(({ name }) => name),
      `${prompt.name} lists \`${tool}\` and does not use it`,
    ).toContain(tool);
  }
});

test.each(prompts.filter(({ tools: listed }) => listed.includes("run_sql")))(
  "$name has a branch to run SQL on",
  ({ tools: listed }) => {
    expect(listed, "what runs SQL needs a place where that does no harm").toContain(
      "create_branch",
    );
  },
);

test.each(prompts)("$name speaks of no tool that it does not list", ({ tools: listed, body }) => {
  const fields = new Set(
    listed.flatMap((name) => [
      ...fieldsOf(schemaOf(name, "input")),
      ...fieldsOf(schemaOf(name, "output")),
      // models and intents are described in words, in which their fields stand
      ...Array.from(
        JSON.stringify(schemaOf(name, "input")).matchAll(/\b[a-z_]+\b/g),
        ([word]) => word,
      ),
    ]),
  );
  expect(
    speaks(body)
      .flatMap(({ name, field }) => (listed.includes(name) ? [name] : [name, ...field]))
      .filter((word) => !listed.includes(word) && !fields.has(word) && !known.has(word)),
    "list the tool, or add the word to `known` in this test",
  ).toEqual([]);
});

test.each(prompts)("$name gives tools the arguments that they have", ({ body, tools: listed }) => {
  const strange = speaks(body)
    .filter(({ name }) => listed.includes(name))
    .flatMap(({ name, args }) =>
      args.flatMap(([argument, value]) => {
        const node = schemaOf(name, "input").properties?.[argument];
        if (node === undefined) return [`${name} has no ${argument}`];
        const fits = value === undefined || (node.enum ?? [value]).includes(value);
        return fits ? [] : [`${name} knows no ${argument} ${value}`];
      }),
    );
  expect(strange).toEqual([]);
});

test.each(prompts)("$name reads from results what is in them", ({ body, tools: listed }) => {
  for (const { name, field } of speaks(body).filter((each) => listed.includes(each.name))) {
    const found = field.reduce<Node | undefined>(below, schemaOf(name, "output"));
    expect(found, `${name} returns no ${field.join(".")}`).toBeDefined();
  }
});

test.each(prompts)("$name declares what it fills in, and fills in what it declares", (prompt) => {
  const used = Array.from(prompt.body.matchAll(placeholder), ([, name = ""]) => name);
  expect([...new Set(used)].toSorted()).toEqual(
    prompt.arguments.map(({ name }) => name).toSorted(),
  );
});

test.each(prompts)("$name is a page, and a workflow half of one", ({ name, body }) => {
  const most = workflows.has(name) ? MAX_WORDS_OF_WORKFLOW : MAX_WORDS;
  expect(wordsOf(body).length).toBeLessThanOrEqual(most);
});

test.each(prompts.filter(({ name }) => !workflows.has(name)))(
  "$name asks for the task first, and for nothing else that must be",
  (prompt) => {
    expect(prompt.arguments[0]).toMatchObject({ name: "task", required: true });
    expect(prompt.arguments.filter(({ required }) => required)).toHaveLength(1);
  },
);

test.each(prompts.filter(({ name }) => workflows.has(name)))(
  "$name asks for one thing at most, and for that first",
  (prompt) => {
    const required = prompt.arguments.filter((argument) => argument.required);
    expect(required).toEqual(prompt.arguments.slice(0, required.length));
    expect(required.length).toBeLessThanOrEqual(1);
  },
);

test("what is offered for a stack is what configure_connection knows", () => {
  const offered = prompts.flatMap((prompt) =>
    prompt.arguments.filter(({ name }) => name === "stack").map(({ values }) => values),
  );
  expect(offered.length).toBeGreaterThan(0);
  for (const values of offered) expect(values).toEqual(stacks.map(({ name }) => name));
});

test.each(prompts)("$name completes each argument that has values", async (prompt) => {
  await using client = await connect(serverConfig(tools));
  for (const { name, values } of prompt.arguments.filter((each) => each.values !== undefined)) {
    const { completion } = await client.complete({
      ref: { type: "ref/prompt", name: prompt.name },
      argument: { name, value: "" },
    });
    expect(completion.values, `add ${name} to \`valued\` in src/mcp/prompts.ts`).toEqual(values);
  }
});

const examples: Record<string, string> = {
  task: "The task list takes two seconds.",
  project: "shop",
  branch: "main",
  database: "neondb",
  goal: "p95 below 200 ms",
  table: "public.users",
  folder: "migrations",
  stack: "prisma",
  query: "select * from tasks where user_id = $1",
  symptom: "blocked",
  source: "heroku",
  url_variable: "SOURCE_URL",
};

test.each(prompts)("$name reads the same for clients of both eras", async (prompt) => {
  const values = Object.fromEntries(
    prompt.arguments.map(({ name }) => [name, examples[name] ?? ""]),
  );
  for (const era of eras) {
    await using client = await connect(serverConfig(tools), { era });
    const { messages } = await client.getPrompt({ name: prompt.name, arguments: values });
    expect(messages.map(({ role }) => role)).toEqual(["user"]);
    await expect(
      `${textOf({ content: messages.map(({ content }) => content) })}\n`,
      "run `npx vitest run --config tests/vitest.config.ts tests/prompts.test.ts -u`",
    ).toMatchFileSnapshot(join(root, `tests/snapshots/prompts/${prompt.name}.md`));
  }
});

test("no snapshot is left of a prompt that is gone", () => {
  expect(readdirSync(join(root, "tests/snapshots/prompts")).toSorted()).toEqual(
    prompts.map(({ name }) => `${name}.md`),
  );
});

test("the folder goes into the package", () => {
  const { files } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    files: string[];
  };
  expect(files).toContain("prompts/**/*.md");
});
