import { expect, test } from "vitest";
import { ToolError } from "../../../../src/core/errors.ts";
import { findInstallation } from "../../../../src/embedded/installation.ts";
import { findSource } from "../../../../src/postgres/statements/source.ts";
import { readWorkload } from "../../../../src/query/slow/workload.ts";
import { startCluster, temporaryHome } from "../../../helpers/cluster.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { openSession } from "../../query/session.ts";

const failure = async ({ url }: TestDatabase): Promise<ToolError> => {
  await using session = await openSession(url);
  const error: unknown = await findSource(session).catch((caught: unknown) => caught);
  if (!(error instanceof ToolError)) throw new Error("there was something to read");
  return error;
};

const ownerOf = ({ url }: TestDatabase): string => new URL(url).username;

test("an extension that is not created: how to create it, and then it is there", async () => {
  await using database = await testDatabase();
  await database.runAsSuperuser("drop extension pg_stat_statements");
  expect(await failure(database)).toMatchObject({
    code: "UNSUPPORTED",
    message: `pg_stat_statements is not created in database \`${database.name}\`.`,
    next: expect.stringContaining("`create extension pg_stat_statements`"),
  });
  await database.runAsSuperuser("create extension pg_stat_statements");
  await database.run("select 42 as back");
  await using session = await openSession(database.url);
  expect(await readWorkload(session, { limit: 5 })).toMatchObject([{ sql: "select $1 as back" }]);
});

test("a library that is not loaded", async () => {
  const home = temporaryHome();
  const settings = { shared_preload_libraries: "" };
  const cluster = await startCluster(home, await findInstallation(home), settings);
  try {
    await using database = await testDatabase("", cluster.url);
    const refused = {
      code: "UNSUPPORTED",
      next: expect.stringContaining("shared_preload_libraries"),
    };
    expect(await failure(database)).toMatchObject(refused);
    // a value for a library that is not there looks as if it were
    await database.runAsSuperuser(
      `alter database ${database.name} set pg_stat_statements.track = 'top'`,
    );
    expect(await failure(database)).toMatchObject(refused);
  } finally {
    await cluster.stop();
  }
});

test("another schema, which needs a right", async () => {
  await using database = await testDatabase();
  await database.runAsSuperuser(
    'drop extension pg_stat_statements; create schema "Odd Schema"; create extension pg_stat_statements schema "Odd Schema"',
  );
  expect(await failure(database)).toMatchObject({
    code: "PERMISSION",
    next: expect.stringContaining("grant usage on schema"),
  });
  await database.runAsSuperuser(`grant usage on schema "Odd Schema" to ${ownerOf(database)}`);
  await database.run("select 43 as elsewhere");
  await using session = await openSession(database.url);
  const texts = (await readWorkload(session, { limit: 50 })).map(({ sql }) => sql);
  expect(texts).toContain("select $1 as elsewhere");
  expect((await findSource(session)).schema).toBe('"Odd Schema"');
});

test.each([
  ["pg_stat_statements.track = 'none'", "pg_stat_statements.track"],
  ["compute_query_id = off", "compute_query_id"],
])("%s", async (setting, named) => {
  await using database = await testDatabase();
  await database.runAsSuperuser(`alter database ${database.name} set ${setting}`);
  const { code, message, next } = await failure(database);
  expect(code).toBe("UNSUPPORTED");
  expect(message).toContain(named);
  expect(next).toContain("alter system set");
});

test("since when, how many are forgotten, what is timed", async () => {
  await using database = await testDatabase();
  await using session = await openSession(database.url);
  const source = await findSource(session);
  expect(source).toMatchObject({ timesIo: true, timesPlanning: false, seesAll: false });
  expect(source.since).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(source.forgotten).toBeGreaterThanOrEqual(0);
});
