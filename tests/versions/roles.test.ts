import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connect, textOf } from "../helpers/client.ts";
import { testDatabase } from "../helpers/postgres.ts";
import { serve } from "../helpers/served.ts";
import { cluster, majors } from "../helpers/versions.ts";

test.each(majors)("Postgres %i: a role from its making to its end, by SQL", async (major) => {
  await using database = await testDatabase("", await cluster(major));
  const folder = mkdtempSync(join(tmpdir(), "neon-dba-roles-"));
  const flags = ["--toolsets", "compute,query", "--files", folder, "--confirm", "never"];
  await using server = serve(database.url, [...flags, "--access", "full"]);
  await using client = await connect(server.config);
  const call = async (tool: string, args: Record<string, unknown>) => {
    const result = await client.callTool({ name: tool, arguments: args });
    return { text: textOf(result), structured: result.structuredContent ?? {} };
  };
  const name = `${database.name}_app`;
  const to = { file: ".env", variable: "APP_URL", connection: "direct" };
  const made = await call("manage_role", { action: "create", name, to });
  expect(made.structured, made.text).toMatchObject({ roles: [{ name }], logs_in: true });
  const rotated = await call("manage_role", { action: "rotate_password", name, to });
  expect(rotated.structured, rotated.text).toMatchObject({ logs_in: true, old_refused: true });
  // as the application would, with what was written
  const [, url = ""] = /^APP_URL="(.+)"$/m.exec(readFileSync(join(folder, ".env"), "utf8")) ?? [];
  await database.runAsSuperuser(`grant create on schema public to ${name}`);
  await using own = serve(url, ["--toolsets", "query", "--access", "full"]);
  await using application = await connect(own.config);
  const sql = "create table notes as select 1 as id";
  const created = await application.callTool({
    name: "run_sql",
    arguments: { sql, mode: "write" },
  });
  expect(created.isError ?? false, textOf(created)).toBe(false);
  const kept = await call("manage_role", { action: "drop", name });
  expect(kept.text).toMatch(/^INVALID_INPUT.*owns \d objects? in/);
  const owner = new URL(database.url).username;
  const first = await call("manage_role", { action: "drop", name, reassign_to: owner });
  // before 15 schema public is the superuser's, who alone revokes what he granted on it
  expect(first.text).toMatch(
    major === 14 ? /^POSTGRES 2BP01: .*REVOKE ALL ON it FROM/s : /^Dropped role/,
  );
  const revoke = `revoke all on schema public from ${name}`;
  const again = async () => {
    await database.runAsSuperuser(revoke);
    return call("manage_role", { action: "drop", name });
  };
  const dropped = major === 14 ? await again() : first;
  expect(dropped.text).toMatch(/^Dropped role/);
  const [table] = await database.run(
    "select tableowner as owner from pg_tables where tablename = 'notes'",
  );
  expect(table).toEqual({ owner });
  const list = await call("manage_database", { action: "list" });
  expect(list.text).toContain(database.name);
});
