import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tool } from "../../src/core/tool.ts";
import { findInstallation } from "../../src/embedded/installation.ts";
import { parseScript } from "../../src/sql/parse.ts";
import { toolsets } from "../../tools/index.ts";
import { textOf } from "../helpers/client.ts";
import { type Cluster, startCluster, temporaryHome } from "../helpers/cluster.ts";
import { connectHttp, serveHttp } from "../helpers/http.ts";
import { type LocalNeon, localNeon } from "../helpers/local-neon.ts";
import { type TestDatabase, testDatabase } from "../helpers/postgres.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
import { type Attempt, attemptsOn } from "./attempts.ts";
import { setup } from "./examples.ts";
import { canary } from "./payloads.ts";

const AT_ONCE = 6;
const FAULT = /ended with an error that it does not know|^UNAVAILABLE(?!.*does not run)/;

/** All of them, a few at once. Throws with what is no coded refusal and no result, and with what may not be. */
async function tryAll(client: Client, attempts: readonly Attempt[]): Promise<void> {
  const faults: string[] = [];
  const left = [...attempts];
  const work = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const { tool, name, args } = next;
      const answer = await client
        .callTool({ name: tool, arguments: args }, { timeout: 60_000 })
        .then(textOf, (error: unknown) => `threw ${String(error)}`);
      if (FAULT.test(answer) || answer.startsWith("threw"))
        faults.push(`${tool} ${name}: ${answer.slice(0, 400)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(faults).toEqual([]);
}

const toolsOf = (...names: (keyof typeof toolsets)[]): readonly Tool[] =>
  names.flatMap((name): readonly Tool[] => toolsets[name].tools);
const flags = ["--toolsets=all", "--access=full", "--rate-limit=1000000", "--log-level=error"];

describe("on a Postgres that writes down every statement", () => {
  const tools = toolsOf("schema", "migration", "query", "security", "health", "connection", "data");
  let cluster: Cluster;
  let database: TestDatabase;
  let server: Awaited<ReturnType<typeof serveHttp>>;
  let client: Awaited<ReturnType<typeof connectHttp>>;
  let files: string;
  const witness = () =>
    database.runAsSuperuser(
      `select (select count(*)::int from ${canary}) as rows, (select array_agg(rolname::text order by oid) from pg_roles) as roles,
         (select array_agg(datname::text order by oid) from pg_database) as databases, (select array_agg(oid::regclass::text order by oid) from pg_class where relnamespace = 'public'::regnamespace) as tables`,
    );
  let logs: string;

  beforeAll(async () => {
    const home = temporaryHome();
    cluster = await startCluster(home, await findInstallation(home), {
      log_statement: "all",
      logging_collector: "on",
      log_destination: "jsonlog",
    });
    logs = join(home.path, "cluster", "data", "log");
    database = await testDatabase(
      `create table ${canary} (id int); insert into ${canary} values (1); ${setup}`,
      cluster.url,
    );
    files = mkdtempSync(join(tmpdir(), "neon-dba-wire-files-"));
    server = await serveHttp([...flags, `--files=${files}`], { DATABASE_URL: database.url });
    client = await connectHttp(server.url);
  });
  afterAll(async () => {
    await client[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
    await cluster.stop();
    removeHome(files);
  });

  test.each(tools.map((tool): [string, Tool] => [tool.name, tool]))("%s", async (_, tool) => {
    const before = await witness();
    await tryAll(client, attemptsOn(tool));
    expect(await witness()).toEqual(before);
  });

  test("no statement that came to Postgres does what a payload says", async () => {
    const statements = statementsIn(logs).filter((sql) => sql.includes(canary));
    expect(statements.length).toBeGreaterThan(50);
    const ours = [`create table ${canary}`, `from ${canary})`, `create database`];
    const odd: string[] = [];
    for (const sql of new Set(statements)) {
      if (ours.some((text) => sql.includes(text))) continue;
      const tree = await parseScript(sql).then(JSON.stringify, (error: unknown) => String(error));
      // a payload inside a literal or a quoted name is part of a longer string
      if (tree.includes(`"${canary}"`) || !tree.startsWith("[")) odd.push(sql.slice(0, 400));
    }
    expect(odd).toEqual([]);
  });

  test("no file was made but where files may be", () => {
    expect(existsSync("/tmp/neon-dba-wire")).toBe(false);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("neon-dba-wire"))).toEqual([
      files.split("/").at(-1),
    ]);
  });
});

function statementsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
    .flatMap((line) => {
      if (line === "") return [];
      const { message = "" } = JSON.parse(line) as { message?: string };
      const [, sql] = /^(?:statement|execute [^:]*): (.*)$/s.exec(message) ?? [];
      return sql === undefined ? [] : [sql];
    });
}

describe("on a Neon", () => {
  let neon: LocalNeon;
  let server: Awaited<ReturnType<typeof serveHttp>>;
  let client: Awaited<ReturnType<typeof connectHttp>>;
  let known: string[] = [];
  let projectId: string;
  const plane = async (): Promise<unknown> => {
    const { project } = (await neon.api.getProject(projectId)).data;
    const { branches } = (await neon.api.listProjectBranches({ projectId })).data;
    const ours = branches.filter(({ id: branch }) => known.includes(branch));
    return [
      project.settings,
      // a name that was asked for is another's right
      ours.map(({ id: branch, protected: guarded, parent_id: parent }) => ({
        branch,
        guarded,
        parent,
      })),
    ];
  };

  beforeAll(async () => {
    neon = await localNeon();
    server = await serveHttp(flags, { NEON_API_KEY: neon.key, NEON_API_HOST: neon.apiUrl });
    client = await connectHttp(server.url);
    await client.callTool({ name: "create_branch", arguments: { name: "work" } });
    const [project] = (await neon.api.listProjects({})).data.projects;
    projectId = project?.id ?? "";
    const listed = await neon.api.listProjectBranches({ projectId });
    known = listed.data.branches.map(({ id }) => id);
  });
  afterAll(async () => {
    await client[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await neon[Symbol.asyncDispose]();
  });

  const tools = toolsOf("branch", "project", "compute", "snapshot", "cost");
  test.each(tools.map((tool): [string, Tool] => [tool.name, tool]))("%s", async (_, tool) => {
    const before = await plane();
    await tryAll(client, attemptsOn(tool));
    expect(await plane()).toEqual(before);
  });

  test("what names a target", async () => {
    const before = await plane();
    const attempts = toolsOf("schema", "query", "migration", "health")
      .flatMap(attemptsOn)
      .filter(({ name }) => name.startsWith("target."));
    // the same code finds the target for all of them
    const some = attempts.filter((_, n) => n % 7 === 0);
    await tryAll(client, some);
    expect(await plane()).toEqual(before);
  });
});
