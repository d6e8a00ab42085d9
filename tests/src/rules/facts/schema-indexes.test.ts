import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readIndexFacts } from "../../../../src/rules/facts/schema-indexes.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { inSession } from "../../postgres/catalog/session.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase("create table tasks (id int primary key)");
});
afterAll(() => database[Symbol.asyncDispose]());

const connected = async (): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  return client;
};

test("an index that is being built is no index that failed to be", async () => {
  const [writer, builder] = [await connected(), await connected()];
  await writer.query("begin; insert into tasks values (1)");
  // It waits for the transaction, invalid until then.
  const built = builder.query("create index concurrently tasks_again on tasks (id)");
  const isBuilding = (): Promise<boolean | undefined> =>
    inSession(database.url, async (session) => {
      const { facts } = await readIndexFacts(session);
      return facts.get("public.tasks_again")?.building;
    });
  await vi.waitFor(async () => expect(await isBuilding()).toBe(true), 10_000);
  await writer.query("commit");
  await built;
  expect(await isBuilding()).toBe(false);
  await writer.end();
  await builder.end();
});
