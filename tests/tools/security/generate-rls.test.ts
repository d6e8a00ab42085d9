import { afterAll, beforeAll, expect, test } from "vitest";
import type * as z from "zod";
import { ToolError } from "../../../src/core/errors.ts";
import { generateRls } from "../../../tools/security/generate-rls.ts";
import { call, place } from "../../src/rls/generate/harness.ts";
import type { Place } from "../../src/rls/generate/harness.ts";

const ddl = `
  create table accounts (id uuid primary key, name text);
  create table invoices (id int primary key, account_id uuid not null references accounts, amount numeric);
  create index on invoices (account_id)`;

const intentOf = (role: string) => ({
  context: { kind: "setting", name: "app.account_id", type: "uuid" },
  application_role: role,
  tables: [
    {
      table: "invoices",
      tenant: "account_id",
      allow: { select: "tenant", insert: "tenant", update: "tenant", delete: "nobody" },
    },
  ],
});

let at: Place;
beforeAll(async () => {
  at = await place(ddl);
});
afterAll(() => at[Symbol.asyncDispose]());

async function run(input: Record<string, unknown>): Promise<z.output<typeof generateRls.output>> {
  const read = generateRls.input.parse(input);
  return generateRls.output.parse(await generateRls.run(read, at.deps, call));
}

test("policies for a target, with their proof; nothing where they are there", async () => {
  const made = await run({ intent: intentOf(at.application) });
  expect(made.target?.database).toBe(at.database.name);
  expect(made.policies.map(({ name }) => name.replace(at.application, "app"))).toEqual([
    "app_insert",
    "app_select",
    "app_tenant",
    "app_update",
  ]);
  expect(made.indexes).toEqual([]);
  expect(made.proof).toMatchObject({ passed: true, failed: [] });
  expect(made.proof?.cells).toBeGreaterThan(50);
  const text = generateRls.render(made);
  expect(text.head).toMatch(/^4 policies on 1 table; carried out .* Proven: \d+ cells/);
  expect(text.data).toContain("ENABLE ROW LEVEL SECURITY");
  expect(text.next).toContain("plan_migration");
  const node = made.application.find(({ stack }) => stack === "node-postgres");
  expect(node?.code).toContain("set_config('app.account_id', $1, true)");

  await at.database.run(made.sql);
  const again = await run({ intent: intentOf(at.application) });
  expect(again.sql).toBe("");
  expect(generateRls.render(again).head).toMatch(/^Nothing to do: 4 policies/);
});

test("policies for DDL, whose role may be in it", async () => {
  const role = `${at.application}_other`;
  const made = await run({ intent: intentOf(role), ddl: `create role ${role}; ${ddl}` });
  expect(made.target).toBeUndefined();
  expect(made.sql).not.toContain("CREATE ROLE");
  expect(made.rollback).not.toContain("DROP ROLE");
  expect(made.proof?.passed).toBe(true);
  expect(generateRls.render(made).next).toContain("Add the statements to the schema");
});

test("an intent that is none is refused with its places", async () => {
  const refused = run({ intent: { tables: [{ table: "invoices" }] } });
  await expect(refused).rejects.toBeInstanceOf(ToolError);
  await expect(refused).rejects.toMatchObject({ code: "INVALID_INPUT" });
});
