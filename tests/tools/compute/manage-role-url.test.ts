import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connect, textOf } from "../../helpers/client.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import { serve } from "../../helpers/served.ts";

const TOOL = "manage_role";

test("the server of DATABASE_URL: by SQL, with the role's rights", async () => {
  await using database = await testDatabase();
  const folder = mkdtempSync(join(tmpdir(), "neon-dba-roles-"));
  const name = `${database.name}_app`;
  const flags = ["--toolsets", "compute,migration", "--files", folder, "--confirm", "never"];
  await using server = serve(database.url, flags);
  await using client = await connect(server.config);
  const ask = async (args: Record<string, unknown>) =>
    client.callTool({ name: TOOL, arguments: args });
  const to = { file: ".env", variable: "URL_URL", connection: "direct" };
  const made = await ask({ action: "create", name, to });
  expect(made.structuredContent, textOf(made)).toMatchObject({
    roles: [{ name, bypasses_rls: false, made_by_api: false }],
    logs_in: true,
  });
  expect(textOf(made)).toContain(
    "by plan_migration with this `sql`, rehearse_migration (on: shadow), apply_",
  );
  const [, sql = ""] =
    /: (grant usage on schema .*? on sequences to \S+;)/.exec(textOf(made)) ?? [];
  await database.run("create table shared (word text)");
  const given = async (tool: string, args: Record<string, unknown>) => {
    const answer = await client.callTool({ name: tool, arguments: args });
    expect(answer.isError, textOf(answer)).not.toBe(true);
    return answer.structuredContent as { plan_id: string };
  };
  const { plan_id } = await given("plan_migration", { name: "rights", sql });
  await given("rehearse_migration", { plan_id, on: "shadow" });
  await given("apply_migration", { plan_id, through: "contract" });
  await database.run("create table later (id serial)");
  expect(
    await database.run(
      `select has_table_privilege('${name}', 'shared', 'delete') and has_table_privilege('${name}', 'later', 'update') and has_sequence_privilege('${name}', 'later_id_seq', 'usage') as may`,
    ),
  ).toEqual([{ may: true }]);
  await database.run("drop table shared, later");
  const rotated = await ask({ action: "rotate_password", name, to });
  expect(rotated.structuredContent).toMatchObject({ logs_in: true, old_refused: true });
  expect(textOf(await ask({ action: "create", name: "x", via: "api", to }))).toMatch(
    /^INVALID_INPUT.*not managed through Neon's API/,
  );
  await database.run(`grant create on schema public to ${name}`).catch(() => {});
  expect(textOf(await ask({ action: "drop", name }))).toMatch(/^Dropped role/);
  await using reading = serve(database.url, ["--toolsets", "compute", "--access", "read"]);
  await using reader = await connect(reading.config);
  const args = { action: "create", name, to };
  expect(textOf(await reader.callTool({ name: TOOL, arguments: args }))).toMatch(/^READ_ONLY/);
});
