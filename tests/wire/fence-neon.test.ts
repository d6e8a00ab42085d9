import type { Client } from "@modelcontextprotocol/client";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eras, textOf } from "../helpers/client.ts";
import { type LocalNeon, localNeon, ownerAddress } from "../helpers/local-neon.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
import { expectFenced, made, NAME, short } from "../tools/operations/hostile.ts";
import { type Asked, expectVisible, listed } from "./hostile-words.ts";
import { readSetup, vectors } from "./read-vectors.ts";
import { type WayIn, waysIn } from "./ways-in.ts";

let neon: LocalNeon;
let home: string;
let application: pg.Client;

/** Waits until the project is done with what it does. */
async function settled(work: () => Promise<unknown>): Promise<void> {
  for (;;)
    try {
      return void (await work());
    } catch (error) {
      if (!/423/.test(String(error))) throw error;
    }
}

beforeAll(async () => {
  neon = await localNeon();
  home = mkdtempSync(join(tmpdir(), "neon-dba-wire-home-"));
  const { host, port, database, user, password = "", options = "" } = await ownerAddress(neon);
  application = new pg.Client({ host, port, database, user, password, options });
  application.on("error", () => {});
  await application.connect();
  await application.query(`create role ${made}; grant ${made} to current_user; ${readSetup}`);
  const [project] = (await neon.api.listProjects({})).data.projects;
  const id = project?.id ?? "";
  const [main] = (await neon.api.listProjectBranches({ projectId: id })).data.branches;
  const branch = main?.id ?? "";
  await settled(() =>
    neon.api.createProjectBranchDatabase(id, branch, {
      database: { name: short, owner_name: "neondb_owner" },
    }),
  );
  await settled(() => neon.api.createProjectBranch(id, { branch: { name: NAME } }));
  await settled(() => neon.api.updateProject(id, { project: { name: NAME } }));
});
afterAll(async () => {
  await application.end();
  await neon[Symbol.asyncDispose]();
  removeHome(home);
});

/** Each comes to a sentence of ours about what has the name. */
const calls: readonly Asked[] = [
  ["projects", "list_projects", {}],
  ["branches", "list_branches", {}],
  ["a branch that is asked about", "delete_branch", { branch: NAME }],
  ["a branch that is reset", "reset_branch", { branch: NAME }],
  ["a branch that is not there", "delete_branch", { branch: `${NAME} none` }],
  ["a parent", "create_branch", { name: "made", parent: `${NAME} none` }],
  ["a database that is dropped", "manage_database", { action: "drop", name: short }],
  ["roles", "manage_role", { action: "list" }],
  ["a role that is dropped", "manage_role", { action: "drop", name: short }],
  ["a project that is deleted", "delete_project", { project: NAME }],
  ["a role to act as", "run_sql", { sql: "select 1", target: { role: `${short} none` } }],
  ["a database to act on", "run_sql", { sql: "select 1", target: { database: `${short}x` } }],
];

describe.each(waysIn)("over %s", (_, open) => {
  let server: WayIn;
  beforeAll(async () => {
    server = await open(["--toolsets=all", "--access=full"], {
      NEON_API_KEY: neon.key,
      NEON_API_HOST: neon.apiUrl,
      NEON_DBA_HOME: home,
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describe.each(eras)("%s", (era) => {
    let client: Client & AsyncDisposable;
    const asked: string[] = [];
    beforeAll(async () => {
      client = await server.connect(era, (message) => {
        asked.push(message);
        return { action: "decline" };
      });
      await client.listTools();
    });
    afterAll(() => client[Symbol.asyncDispose]());

    test.each(calls)("%s: a name is in one line, and seen whole", async (_where, name, args) => {
      const heard: string[] = [];
      const result = await client.callTool(
        { name, arguments: args },
        { timeout: 120_000, onprogress: ({ message = "" }) => heard.push(message) },
      );
      expect(textOf(result)).not.toContain("does not know");
      await expectFenced(result);
      expectVisible(heard);
    });

    test("what a person is asked has names in one line, and seen whole", () => {
      expect(asked.length).toBeGreaterThan(2);
      expectVisible(asked);
    });

    test("resources have the same fence, and their list has names in one line each", async () => {
      expectVisible(await listed(client));
      const { resources } = await client.listResources();
      const texts = resources.filter(({ uri }) => uri.startsWith("neon://"));
      expect(texts.length).toBeGreaterThan(1);
      for (const { uri } of texts) {
        const [first] = (await client.readResource({ uri })).contents;
        const text = first !== undefined && "text" in first ? first.text : "";
        expect(text).toMatch(/^<untrusted-[0-9a-f]{12}> |\n<untrusted-/);
        await expectFenced({ content: [{ type: "text", text }] } as never);
      }
    });
  });
});

test("what the old application would send is tried on a branch that is thrown away", async () => {
  const rows = () => application.query("select count(*)::int, sum(id)::int from kept");
  const before = (await rows()).rows;
  await using server = await waysIn[0][1](["--toolsets=all"], {
    NEON_API_KEY: neon.key,
    NEON_API_HOST: neon.apiUrl,
    NEON_DBA_HOME: home,
  });
  await using client = await server.connect();
  const call = async (name: string, args: object) =>
    await client.callTool({ name, arguments: { ...args } }, { timeout: 150_000 });
  const planned = await call("plan_migration", {
    name: "more",
    sql: "alter table kept add word text",
    old_statements: vectors.filter((sql) => !sql.includes("pg_sleep")),
  });
  const { plan_id: id } = planned.structuredContent as { plan_id: string };
  const rehearsed = await call("rehearse_migration", { plan_id: id, on: "branch" });
  expect(textOf(rehearsed)).not.toContain("does not know");
  expect(rehearsed.structuredContent).toMatchObject({ plan_id: id });
  expect((await rows()).rows).toEqual(before);
  const left = textOf(await call("list_branches", {}));
  expect(left).not.toContain("neon-dba-");
});
