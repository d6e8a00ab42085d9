import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveHttp } from "../helpers/http.ts";
import { type TestDatabase, testDatabase } from "../helpers/postgres.ts";
import { commandLine } from "../helpers/server.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
import { clientNode, isolated } from "./client.ts";

const program = join(
  import.meta.dirname,
  "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js",
);
const flags = ["--toolsets", "all"];
/** Of the Inspector: a tool that refused, or that there is none of the name. */
const refused = 5;

let database: TestDatabase;
let http: Awaited<ReturnType<typeof serveHttp>>;
let home: string;
let config: string;
beforeAll(async () => {
  database = await testDatabase("create table notes (id int primary key, body text)");
  http = await serveHttp(flags, { DATABASE_URL: database.url });
  home = mkdtempSync(join(tmpdir(), "neon-dba-inspector-"));
  config = join(home, "servers.json");
  const env = { ...isolated(home), DATABASE_URL: database.url, NEON_DBA_HOME: home };
  const server = { command: process.execPath, args: [...commandLine, ...flags], env };
  writeFileSync(config, JSON.stringify({ mcpServers: { "neon-dba": server } }));
});
afterAll(async () => {
  await http[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  removeHome(home);
});

const doors = {
  HTTP: () => [http.url, "--transport", "http"],
  // its command line takes no arguments with dashes for the server
  stdio: () => ["--config", config, "--server", "neon-dba"],
} as const;

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** One run of the Inspector on the server. */
async function inspect(target: readonly string[], args: readonly string[]): Promise<Said> {
  const child = spawn(clientNode, [program, "--cli", ...target, ...args, "-q"], {
    cwd: home,
    env: isolated(home),
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (text) => (out += String(text)));
  child.stderr.on("data", (text) => (err += String(text)));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, out, err };
}

const json = ({ out }: Said): Record<string, unknown> => {
  const { result } = JSON.parse(out) as { result: Record<string, unknown> };
  return result;
};
const linesOf = ({ out }: Said): Record<string, unknown>[] =>
  out
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const calling = (tool: string, args: object): string[] =>
  "--method tools/call --format json --tool-name"
    .split(" ")
    .concat(tool, "--tool-args-json", JSON.stringify(args));

describe.concurrent.each([
  ["HTTP", "legacy"],
  ["HTTP", "modern"],
  ["stdio", "legacy"],
  ["stdio", "modern"],
] as const)("over %s, %s", (door, era) => {
  const run = (...args: readonly string[]): Promise<Said> =>
    inspect(doors[door](), ["--protocol-era", era, ...args]);
  const asking = (method: string, ...args: readonly string[]): Promise<Said> =>
    run("--method", method, "--format", "json", ...args);

  test("no tool has a schema that hosts refuse", async () => {
    const said = await asking("tools/list", "--strict");
    expect(said.err).not.toMatch(/^Error/m);
    expect(said.code).toBe(0);
    expect(json(said)["tools"]).toContainEqual(expect.objectContaining({ name: "run_sql" }));
  });

  test("calls a tool", async () => {
    const said = await run(...calling("run_sql", { sql: "select 6 * 7 as answer" }));
    expect(said.code, said.err).toBe(0);
    expect(json(said)["structuredContent"]).toMatchObject({ results: [{ rows: [[42]] }] });
  });

  test("a refusal, and a tool that there is none of, have an exit code", async () => {
    const said = await run(...calling("run_sql", { sql: "drop" }));
    expect(said.code).toBe(refused);
    expect(said.out).toContain("INVALID_SQL");
    const none = await run(...calling("run_sqk", {}));
    expect(none.code).toBe(refused);
    expect(none.err).toContain("tool_not_found");
  });
});

describe.concurrent.each(["legacy", "modern"] as const)("over HTTP, %s, it also", (era) => {
  const asking = (method: string, ...args: readonly string[]): Promise<Said> =>
    inspect(doors.HTTP(), ["--protocol-era", era, "--format", "json", "--method", method, ...args]);

  test("lists and reads resources", async () => {
    const listed = json(await asking("resources/list"))["resources"];
    expect(listed).toContainEqual(expect.objectContaining({ uri: "db://schema" }));
    const templates = json(await asking("resources/templates/list"))["resourceTemplates"];
    expect(JSON.stringify(templates)).toContain("db://schema/{schema}/table/{table}");
    const table = await asking("resources/read", "--uri", "db://schema/public/table/notes");
    expect(JSON.stringify(json(table)["contents"])).toContain("body");
    const none = await asking("resources/read", "--uri", "db://nowhere");
    expect(none.code).not.toBe(0);
    expect(none.err).toContain("db://nowhere");
  });

  test("lists and gets prompts", async () => {
    const listed = json(await asking("prompts/list"))["prompts"] as { name: string }[];
    const [{ name } = { name: "" }] = listed;
    const got = await asking("prompts/get", "--prompt-name", name, "--prompt-args", "task=todo");
    expect(JSON.stringify(json(got)["messages"])).toContain("todo");
    const none = await asking("prompts/get", "--prompt-name", "nothing");
    expect(none.code).not.toBe(0);
  });

  test("finds the pages of the tools that draw", async () => {
    const said = await asking("tools/list", "--app-info");
    const drawing = linesOf(said).filter(({ hasApp }) => hasApp === true);
    expect(drawing.length).toBeGreaterThan(0);
  });

  test.runIf(era === "modern")("verifies every file of every skill", async () => {
    const said = await asking("skills/list", "--verify");
    expect(said.code, said.err).toBe(0);
    const skills = linesOf(said);
    expect(skills.length).toBeGreaterThan(0);
    for (const skill of skills) expect(skill).toMatchObject({ ok: true, outcome: "verified" });
  });
});
