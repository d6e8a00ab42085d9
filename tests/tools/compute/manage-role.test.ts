import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, textOf } from "../../helpers/client.ts";
import { filesIn } from "../../helpers/files-in.ts";
import { commandLine, serverEnv } from "../../helpers/server.ts";
import { serveNeon } from "../../helpers/served.ts";
import { type Answer, type Harness, harness } from "../branch/harness.ts";

const TOOL = "manage_role";
const folder = mkdtempSync(join(tmpdir(), "neon-dba-roles-"));
const FLAGS = ["--toolsets", "compute,query,branch", "--access", "full", "--files", folder];
const env = join(folder, ".env");
let on: Harness;
let project = "";
let branch = "";
beforeAll(async () => {
  on = await harness(FLAGS);
  project = (await on.neon.api.listProjects({})).data.projects[0]?.id ?? "";
  const { data } = await on.neon.api.listProjectBranches({ projectId: project });
  branch = data.branches[0]?.id ?? "";
});
afterAll(() => on[Symbol.asyncDispose]());

const heard: Answer[] = [];
const secrets = new Set<string>();

const call = async (args: Record<string, unknown>): Promise<Answer> => {
  const answer = await on.call(TOOL, args);
  heard.push(answer);
  return answer;
};
const agreed = async (args: Record<string, unknown>): Promise<Answer> => {
  heard.push(await on.confirmed(TOOL, args));
  return heard.at(-1) as Answer;
};

/** What the entry is now; its password is a secret from here on. */
function entry(variable: string): URL {
  const [, text = ""] =
    new RegExp(`^${variable}="(.+)"$`, "m").exec(readFileSync(env, "utf8")) ?? [];
  const url = new URL(text);
  secrets.add(url.password);
  return url;
}

async function logsIn(url: URL): Promise<boolean> {
  const client = new pg.Client({
    host: "127.0.0.1",
    port: on.neon.port,
    database: url.pathname.slice(1),
    user: url.username,
    password: url.password,
    options: `endpoint=${url.hostname.split(".")[0]?.replace("-pooler", "")}`,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

const role = async (name: string): Promise<Record<string, unknown> | undefined> => {
  const { structured } = await call({ action: "list" });
  return (structured["roles"] as Record<string, unknown>[]).find((each) => each["name"] === name);
};

test("without a place for its password no role is made and none is changed", async () => {
  for (const args of [
    { action: "create", name: "homeless" },
    { action: "rotate_password", name: "neondb_owner" },
  ]) {
    const refused = await call(args);
    expect(refused.text).toMatch(/^INVALID_INPUT: The new password would go nowhere/);
    expect(refused.text).toContain('`to` {"file":".env","variable":"DATABASE_URL"}');
  }
  const outside = { file: "/etc/neon-dba.env", variable: "X" };
  const refused = await call({ action: "create", name: "homeless", to: outside });
  expect(refused.text).toMatch(/^INVALID_INPUT: `\/etc` leads out of the folders/);
  const unknown = { file: ".env", variable: "X", mode: "0644" };
  expect((await call({ action: "create", name: "homeless", to: unknown })).text).toMatch(
    /^INVALID_INPUT/,
  );
  expect(await role("homeless")).toBeUndefined();
});

test("a role of the API bypasses RLS, says so, and logs in by the entry that was written", async () => {
  writeFileSync(env, "PORT=3000\n");
  const args = { action: "create", name: "app", to: { file: ".env", variable: "APP_URL" } };
  const asked = await call(args);
  expect(asked.text).toMatch(/^CONFIRMATION_REQUIRED: Create role `app` on branch `main`\./);
  expect(asked.text).toContain("bypasses row security");
  expect(await role("app")).toBeUndefined();
  expect(readFileSync(env, "utf8")).toBe("PORT=3000\n");
  const made = await agreed(args);
  expect(made.structured).toMatchObject({
    roles: [{ name: "app", bypasses_rls: true, made_by_api: true }],
    written: { file: env, variable: "APP_URL", connection: "pooled" },
    logs_in: true,
  });
  expect(made.structured).not.toHaveProperty("password");
  expect(readFileSync(env, "utf8")).toMatch(/^PORT=3000\nAPP_URL="/);
  expect(statSync(env).mode & 0o777).toBe(0o600);
  const url = entry("APP_URL");
  expect(url.hostname).toMatch(/-pooler\./);
  expect(await logsIn(url)).toBe(true);
});

test("a role of SQL has no rights but those granted, and is held to RLS", async () => {
  const to = { file: ".env", variable: "WEB_URL", connection: "direct" };
  const made = await agreed({ action: "create", name: "web", via: "sql", to });
  expect(made.structured).toMatchObject({
    roles: [{ name: "web", bypasses_rls: false, made_by_api: false, member_of: [] }],
    logs_in: true,
  });
  expect(made.text).toContain("grant usage on schema public to web");
  expect(made.text).toContain("a SCRAM verifier that was computed here");
  const url = entry("WEB_URL");
  expect(url.hostname).not.toMatch(/-pooler\./);
  expect(await logsIn(url)).toBe(true);
  expect((await call({ action: "create", name: "web", via: "sql", to })).text).toMatch(
    /^INVALID_INPUT.*already/,
  );
});

test.each([
  ["app", "APP_URL"],
  ["web", "WEB_URL"],
])(
  "after a rotation the new password of %s lets in and the old one does not",
  async (name, variable) => {
    const before = entry(variable);
    const args = { action: "rotate_password", name, to: { file: ".env", variable } };
    expect((await call(args)).text).toMatch(/^CONFIRMATION_REQUIRED.*sessions that are open go on/);
    expect(entry(variable).password).toBe(before.password);
    const rotated = await agreed(args);
    expect(rotated.structured).toMatchObject({ logs_in: true, old_refused: true });
    expect(rotated.text).toContain("the new password lets in, the old one is refused");
    const after = entry(variable);
    expect(after.password).not.toBe(before.password);
    expect([await logsIn(before), await logsIn(after)]).toEqual([false, true]);
  },
);

test("the password of the role that this server works with can be rotated too", async () => {
  const to = { file: ".env", variable: "OWNER_URL", database: "neondb" };
  const rotated = await agreed({ action: "rotate_password", name: "neondb_owner", to });
  expect(rotated.structured).toMatchObject({ logs_in: true, old_refused: true });
  entry("OWNER_URL");
  expect(await on.rows("main", "select current_user")).toEqual([["neondb_owner"]]);
});

test("an answer that was lost: the role is there, with the password that is written", async () => {
  const to = { file: ".env", variable: "LOST_URL" };
  const lose = async (args: Record<string, unknown>) => {
    const { text } = await call(args);
    const [, token] = /confirm_token="([^"]+)"/.exec(text) ?? [];
    await on.neon.setFaults([
      { kind: "disconnect", when: "after", method: "POST", path: "/roles" },
    ]);
    return call({ ...args, confirm_token: token });
  };
  const made = await lose({ action: "create", name: "lost", to });
  expect(made.structured).toMatchObject({ logs_in: true });
  const before = entry("LOST_URL");
  expect(await logsIn(before)).toBe(true);
  const rotated = await lose({ action: "rotate_password", name: "lost", to });
  expect(rotated.structured).toMatchObject({ logs_in: true, old_refused: true });
  expect(await logsIn(entry("LOST_URL"))).toBe(true);
});

test("what a role owns is named, and goes to another one before it is dropped", async () => {
  const grant = "grant create on schema public to web; grant web to neondb_owner with set true";
  await on.done("run_sql", { sql: grant, mode: "write" });
  const sql = "create table notes (id int); create table more (id int)";
  await on.done("run_sql", { sql, mode: "write", target: { role: "web" } });
  const refused = await call({ action: "drop", name: "web" });
  expect(refused.text).toMatch(/^INVALID_INPUT: Role `web` owns \d objects in `neondb`/);
  expect(refused.text).toContain("DROP OWNED BY web");
  const args = { action: "drop", name: "web", reassign_to: "neondb_owner" };
  expect((await call(args)).text).toMatch(/goes to `neondb_owner`\. It has no session open/);
  const dropped = await agreed(args);
  expect(dropped.isError, dropped.text).toBe(false);
  expect(await role("web")).toBeUndefined();
  const owners = "select distinct tableowner from pg_tables where tablename in ('notes', 'more')";
  expect(await on.rows("main", owners)).toEqual([["neondb_owner"]]);
  expect(await logsIn(entry("WEB_URL"))).toBe(false);
});

test("roles of the API are dropped by it and not renamed; those of SQL are renamed", async () => {
  const rename = { action: "rename", name: "lost", new_name: "found" };
  expect((await call(rename)).text).toMatch(/^UNSUPPORTED.*cannot rename roles/);
  expect((await agreed({ action: "drop", name: "lost" })).isError).toBe(false);
  expect((await call({ action: "drop", name: "neondb_owner" })).text).toMatch(
    /owns database `neondb`.*\n.*set_owner/,
  );
  const to = { file: ".env", variable: "OLD_URL" };
  await agreed({ action: "create", name: "old", via: "sql", to });
  const renamed = await agreed({ action: "rename", name: "old", new_name: "new" });
  expect(renamed.structured["roles"]).toMatchObject([{ name: "new" }]);
  const url = entry("OLD_URL");
  expect(await logsIn(url)).toBe(false);
  url.username = "new";
  expect(await logsIn(url)).toBe(true);
  expect((await agreed({ action: "drop", name: "new" })).isError).toBe(false);
  expect((await call({ action: "drop", name: "ap" })).text).toMatch(/did you mean `app`/);
});

test("no answer held a password, and SQL-made ones are in no file of Neon's home", async () => {
  expect(secrets.size).toBeGreaterThan(6);
  const text = JSON.stringify(heard);
  for (const secret of secrets) expect(text).not.toContain(secret);
  const kept = JSON.stringify(await on.rows("main", "select query from pg_stat_statements"));
  const files = filesIn(on.neon.home);
  for (const secret of secrets) expect(kept).not.toContain(secret);
  // what the API made is in its state; what SQL made is nowhere but in the entry
  const made = [...secrets].filter((secret) => !secret.startsWith("npg_"));
  expect(made.length).toBeGreaterThan(2);
  for (const secret of made) expect(files.some((text) => text.includes(secret))).toBe(false);
});

test("an operator who lets results hold secrets gets the password once, and nothing else is shown", async () => {
  await using server = serveNeon(on.neon, [...FLAGS, "--reveal-secrets", "--confirm", "never"]);
  await using client = await connect(server.config);
  for (const via of ["api", "sql"]) {
    const args = { action: "create", name: `shown_${via}`, via };
    const result = await client.callTool({ name: TOOL, arguments: args });
    const { password = "" } = result.structuredContent as { password?: string };
    expect(password).toMatch(/^[\w-]{20,}$/);
    expect(textOf(result)).toContain(`Password: ${password}`);
    const url = new URL(entry("APP_URL"));
    [url.username, url.password] = [`shown_${via}`, password];
    expect(await logsIn(url)).toBe(true);
  }
  await on.neon.api.deleteProjectBranchRole(project, branch, "shown_api");
});

test("neither the command line nor its log shows a password", async () => {
  const args = { action: "create", name: "logged", to: { file: ".env", variable: "LOGGED_URL" } };
  const flags = [...FLAGS, "--confirm", "never", "--log-level", "debug"];
  const child = spawn(
    process.execPath,
    [...commandLine, "call", TOOL, JSON.stringify(args), ...flags],
    {
      env: {
        ...serverEnv(),
        NEON_API_KEY: on.neon.key,
        NEON_API_HOST: on.neon.apiUrl,
        NEON_DBA_HOME: folder,
      },
    },
  );
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await new Promise((resolve) => child.once("close", resolve));
  expect(output).toContain('"logs_in": true');
  const { password } = entry("LOGGED_URL");
  expect(password.length).toBeGreaterThan(20);
  expect(output).not.toContain(password);
});
