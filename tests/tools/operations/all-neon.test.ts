import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, eras, textOf } from "../../helpers/client.ts";
import { type LocalNeon, localNeon, ownerAddress } from "../../helpers/local-neon.ts";
import { serveNeon } from "../../helpers/served.ts";
import { quoteIdentifier } from "../../../src/sql/quote.ts";
import { FLAGS, operations, type Sent } from "./calls.ts";
import { expectFenced, NAME, WORD } from "./hostile.ts";

const folder = mkdtempSync(join(tmpdir(), "neon-dba-operations-"));
const short = Array.from(NAME).slice(0, 60).join("");
const made = quoteIdentifier(short);

let neon: LocalNeon;
let application: pg.Client;
let projectId = "";
let pid = 0;
beforeAll(async () => {
  neon = await localNeon();
  const [project] = (await neon.api.listProjects({})).data.projects;
  projectId = project?.id ?? "";
  const { host, port, database, user, password = "", options = "" } = await ownerAddress(neon);
  application = new pg.Client({
    host,
    port,
    database,
    user,
    password,
    options,
    application_name: NAME,
  });
  application.on("error", () => {});
  await application.connect();
  pid = Number((await application.query("select pg_backend_pid() as pid")).rows[0]?.pid);
  await application.query(`
    create role ${made};
    create table ${made} (id int primary key, ${made} text);
    comment on table ${made} is '${WORD}';
    insert into ${made} values (1, '${WORD}');
    grant ${made} to current_user`);
  await application.query("begin");
  await application.query(`select '${WORD}' from ${made}`);
  const { branches } = (await neon.api.listProjectBranches({ projectId })).data;
  const main = branches[0]?.id ?? "";
  const settled = async (work: () => Promise<unknown>): Promise<void> => {
    for (;;)
      try {
        return void (await work());
      } catch (error) {
        if (!/423/.test(String(error))) throw error;
      }
  };
  await settled(() =>
    neon.api.createProjectBranchDatabase(projectId, main, {
      database: { name: short, owner_name: "neondb_owner" },
    }),
  );
  await settled(() =>
    neon.api.createProjectBranch(projectId, {
      branch: { name: NAME },
      endpoints: [{ type: "read_write" }],
    } as never),
  );
  await settled(() => neon.api.createSnapshot({ projectId, branchId: main, name: NAME } as never));
  await settled(() => neon.api.updateProject(projectId, { project: { name: NAME } }));
});
afterAll(async () => {
  await application.end();
  await neon[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const to = { file: "made.env", variable: "DATABASE_URL" };
const hostile: readonly Sent[] = [
  ["list_projects", {}],
  ["delete_project", { project: NAME }],
  ["update_project", { history: "6h" }],
  ["update_project", { protect: [NAME] }],
  ["update_project", { unprotect: [NAME] }],
  ["list_computes", {}],
  ["configure_compute", { action: "restart" }],
  ["configure_compute", { action: "resize", branch: NAME, min_cu: 1, max_cu: 1 }],
  ["manage_database", { action: "list" }],
  ["manage_database", { action: "drop", name: short }],
  ["manage_database", { action: "rename", name: short, new_name: "x" }],
  ["manage_database", { action: "set_owner", name: short, owner: short }],
  ["manage_role", { action: "list" }],
  ["manage_role", { action: "drop", name: short }],
  ["manage_role", { action: "rotate_password", name: short, to }],
  ["manage_snapshot", { action: "list" }],
  ["manage_snapshot", { action: "delete", name: NAME }],
  ["manage_snapshot", { action: "restore", name: NAME, in_place: true, branch: NAME }],
  ["manage_replication", { action: "status" }],
  ["manage_replication", { action: "enable" }],
  ["check_health", { alerts: true, target: { database: short } }],
  ["check_health", { alerts: true }],
  ["end_sessions", { stop: "session" }],
  ["estimate_cost", {}],
  [
    "configure_connection",
    { stack: "fastapi-sqlmodel", target: { branch: NAME, database: short } },
  ],
  ["test_connection", { target: { branch: NAME, database: short } }],
  ["export_data", { table: made, to: { file: "rows.csv" } }],
  ["verify_data", { source: { branch: NAME } }],
];

test("every tool is called here, or writes a file and is called below", () => {
  const called = new Set(hostile.map(([name]) => name));
  const others = operations.map(({ name }) => name).filter((name) => !called.has(name));
  expect(others).toEqual(["create_project", "import_data"]);
});

describe.each(eras)("in the %s era", (era) => {
  let server: ReturnType<typeof serveNeon>;
  let client: Awaited<ReturnType<typeof connect>>;
  beforeAll(async () => {
    server = serveNeon(neon, [...FLAGS, "--files", folder]);
    client = await connect(server.config, { era });
    // with the list a client checks what is structured
    await client.listTools();
  });
  afterAll(async () => {
    await client[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  test.each(hostile)("%s %j says whose words are whose", async (name, args) => {
    const file = `${era}.csv`;
    const own: Record<string, object> = {
      export_data: { to: { file } },
      end_sessions: { pids: [pid] },
    };
    const sent = { ...args, ...own[name] };
    const result = await client.callTool({ name, arguments: sent });
    const [code] = textOf(result).split(":", 1);
    expect(["CONFIRMATION_REQUIRED", "done"]).toContain(result.isError === true ? code : "done");
    await expectFenced(result);
  });
});

test("an entry of .env holds what a shell reads, whatever the role and the database are called", async () => {
  await using server = serveNeon(neon, [...FLAGS, "--files", folder, "--confirm", "never"]);
  await using client = await connect(server.config);
  const file = join(folder, "role.env");
  const args = {
    action: "rotate_password",
    name: short,
    to: { file, variable: "URL", database: short },
  };
  const result = await client.callTool({ name: "manage_role", arguments: args });
  expect(result.isError ?? false, textOf(result)).toBe(false);
  await expectFenced(result);
  const { stdout } = await promisify(execFile)("sh", ["-c", '. "$0"; printf %s "$URL"', file]);
  const url = new URL(stdout);
  expect(decodeURIComponent(url.username)).toBe(short);
  expect(decodeURIComponent(url.pathname)).toBe(`/${short}`);
  expect(readFileSync(file, "utf8").trim().split("\n")).toHaveLength(1);
  expect(JSON.stringify(result)).not.toContain(url.password);
  for (const variable of ["A B", "A=1", "A\nB", "1A", "$(id)", ""]) {
    const odd = { ...args, to: { file, variable } };
    const refused = await client.callTool({ name: "manage_role", arguments: odd });
    expect(textOf(refused), variable).toMatch(/^INVALID_INPUT: /);
  }
});
