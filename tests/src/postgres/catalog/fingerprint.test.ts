import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../../../../src/core/session.ts";
import type { Pool } from "../../../../src/postgres/pool.ts";
import { differences } from "../../../../src/postgres/catalog/differences.ts";
import { fingerprint } from "../../../../src/postgres/catalog/fingerprint.ts";
import type { Catalog } from "../../../../src/postgres/catalog/model/catalog.ts";
import { readCatalogHere } from "../../../../src/postgres/catalog/read-catalog.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { base } from "./changes/base.ts";
import { noChanges } from "./changes/none.ts";
import { objectChanges } from "./changes/objects.ts";
import { tableChanges } from "./changes/tables.ts";
import { poolOn } from "./session.ts";

/** Each of them the fingerprint has to show. */
const changes = [...tableChanges, ...objectChanges];

let database: TestDatabase;
let pool: Pool;
let session: Session;
let before: Catalog;

beforeAll(async () => {
  database = await testDatabase();
  await database.runAsSuperuser(base);
  pool = poolOn(database.superuserUrl);
  session = await pool.open({ signal: new AbortController().signal });
  before = await after([]);
});

afterAll(async () => {
  await session?.[Symbol.asyncDispose]();
  await pool?.close();
  await database?.[Symbol.asyncDispose]();
});

/** The catalog as it is after the statements, which are rolled back. */
async function after(statements: readonly string[]): Promise<Catalog> {
  return session.transaction({ access: "read write", rollback: true }, async () => {
    for (const statement of statements) await session.query(statement);
    return readCatalogHere(session);
  });
}

const statementsOf = (change: string | readonly string[]): readonly string[] =>
  typeof change === "string" ? [change] : change;

const named = (list: readonly (typeof changes)[number][]): [string, readonly string[]][] =>
  list.map((change) => [statementsOf(change).join("; "), statementsOf(change)]);

test("there are more than a hundred changes", () => {
  expect(changes.length).toBeGreaterThan(100);
  expect(new Set(changes.map((change) => statementsOf(change).join())).size).toBe(changes.length);
});

test.each(named(changes))("changes with: %s", async (_, statements) => {
  const catalog = await after(statements);
  expect(differences(before, catalog)).not.toEqual([]);
  expect(fingerprint(catalog)).not.toBe(fingerprint(before));
});

test.each(named(noChanges))("stays with: %s", async (_, statements) => {
  const catalog = await after(statements);
  expect(differences(before, catalog)).toEqual([]);
  expect(fingerprint(catalog)).toBe(fingerprint(before));
});

test("no password is in the catalog", () => {
  expect(JSON.stringify(before)).toContain("username");
  expect(JSON.stringify(before)).not.toContain('"one"');
});
