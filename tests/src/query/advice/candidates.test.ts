import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../../../../src/core/session.ts";
import { describe as describeIndex } from "../../../../src/query/advice/candidates/definition.ts";
import { propose } from "../../../../src/query/advice/candidates/propose.ts";
import { readyToExplain } from "../../../../src/query/advice/explain-plan.ts";
import { prepare } from "../../../../src/query/advice/prepare.ts";
import { readWorkload } from "../../../../src/query/advice/read-workload.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import type { TestDatabase } from "../../../helpers/postgres.ts";
import { openSession } from "../session.ts";
import { candidateCases } from "./cases.ts";
import { shop } from "./shop.ts";

let database: TestDatabase;
let session: Session;

beforeAll(async () => {
  database = await testDatabase(shop);
  await database.runAsSuperuser("vacuum analyze");
  session = await openSession(database.url);
  await readyToExplain(session);
});
afterAll(async () => {
  await session?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

async function candidatesFor(sql: string): Promise<{ title: string; statement: string }[]> {
  const { queries, skipped } = await prepare([{ sql }]);
  expect(skipped).toEqual([]);
  const read = await readWorkload(session, queries, () => {});
  expect(read.skipped).toEqual([]);
  const found = [];
  for (const use of read.uses.flat())
    for (const definition of await propose(session, use, 80, new Map()))
      found.push({
        title: `${definition.table.title} ${describeIndex(definition)}`,
        statement: `create index on ${definition.table.title} ${describeIndex(definition)}`,
      });
  return found;
}

test.each(candidateCases)("$about", async ({ sql, expected }) => {
  const candidates = await candidatesFor(sql);
  expect(candidates.map(({ title }) => title)).toEqual(expect.arrayContaining([...expected]));
  // Postgres makes what is expected
  for (const title of expected)
    await session.transaction({ access: "read write", rollback: true }, () =>
      session.query(candidates.find((one) => one.title === title)?.statement ?? ""),
    );
});

test("a query that names no table has no candidates", async () => {
  expect(await candidatesFor("select 1")).toEqual([]);
});
