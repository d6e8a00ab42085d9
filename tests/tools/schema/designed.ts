import { expect } from "vitest";
import type * as z from "zod";
import { fingerprint } from "../../../src/postgres/catalog/fingerprint.ts";
import { readCatalog } from "../../../src/postgres/catalog/read-catalog.ts";
import { openSession } from "../../src/query/session.ts";
import type { designSchema } from "../../../tools/schema/design-schema.ts";
import { textOf } from "../../helpers/client.ts";
import type { connect } from "../../helpers/client.ts";
import { testDatabase } from "../../helpers/postgres.ts";

type Designed = z.output<typeof designSchema.output>;
type Client = Awaited<ReturnType<typeof connect>>;

export const callDesign = (
  client: Client,
  args: Record<string, unknown>,
): ReturnType<Client["callTool"]> =>
  client.callTool({ name: "design_schema", arguments: args }, { timeout: 120_000 });

export async function design(
  client: Client,
  args: Record<string, unknown>,
): Promise<{ readonly shown: Designed; readonly text: string }> {
  const result = await callDesign(client, args);
  expect(result.isError ?? false, textOf(result)).toBe(false);
  return { shown: result.structuredContent as unknown as Designed, text: textOf(result) };
}

/** What is true of each design: it was proven, and each index serves something by a plan. */
export function expectProven({ proof, erd, findings, indexes }: Designed): void {
  expect(proof).toMatchObject({ executed: true, rolled_back: true, catalog_equal: true });
  expect(erd).toMatch(/^erDiagram\n/);
  expect(findings.filter(({ rule }) => rule === "pattern-without-index")).toEqual([]);
  for (const { serves, plan } of indexes) {
    expect(serves.length).toBeGreaterThan(0);
    expect(plan).not.toBe("");
  }
}

/** Whether there are policies of tenants, and what the answer says of them. */
export function policiesOf({ rls }: Designed, text: string): "none" | "proven" | "not proven" {
  if (rls === undefined) return "none";
  const passed = rls.proof?.passed === true && rls.proof.failed.length === 0;
  const said = /Policies for tenants: proven by \d+ things tried/.test(text);
  return passed && said && rls.sql.includes("CREATE POLICY") ? "proven" : "not proven";
}

/** On a database of its own, where `there` has run before: forth, the verification queries, back, and forth again. */
export async function carryOut(
  { ddl, rollback, verification, indexes, maintenance }: Designed,
  cluster?: string,
  there = "",
): Promise<void> {
  await using database = await testDatabase(there, cluster);
  await using session = await openSession(database.url);
  const state = async (): Promise<string> => fingerprint(await readCatalog(session));
  const empty = await state();
  await database.run(ddl);
  const made = await state();
  expect(made).not.toBe(empty);
  for (const { sql, expect: wanted } of verification)
    expect(String(Object.values((await database.run(sql))[0] ?? {})[0]), sql).toBe(wanted);
  for (const { sql } of maintenance) await database.run(sql);
  const found = await database.run("select indexname as name from pg_indexes");
  const names = found.map(({ name }) => String(name));
  for (const { sql } of indexes)
    expect(
      names.some((name) => sql.startsWith(`CREATE INDEX ${name} `)),
      sql,
    ).toBe(true);
  await database.run(rollback);
  expect(await state()).toBe(empty);
  await database.run(ddl);
  expect(await state()).toBe(made);
}
