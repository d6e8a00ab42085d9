import pg from "pg";
import { expect, test } from "vitest";
import { dropTriggers } from "../../../../src/migration/plan/drop-triggers.ts";
import { readCatalog } from "../../../../src/postgres/catalog/read-catalog.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import { openSession } from "../../query/session.ts";

const setup = `
  create function noted() returns trigger language plpgsql as 'begin return null; end';
  create table visits (id int, day date) partition by range (day);
  create table visits_2026 partition of visits for values from ('2026-01-01') to ('2027-01-01');
  create trigger noted after insert on visits for each row execute function noted();`;

/** What becomes of both when a writer has locked the table, and its partition not yet, as the trigger is dropped. */
async function meet(statements: (url: string) => Promise<readonly string[]>) {
  await using database = await testDatabase(setup);
  const drops = await statements(database.url);
  const [writer, dropper] = [1, 2].map(() => new pg.Client({ connectionString: database.url }));
  if (writer === undefined || dropper === undefined) throw new Error("no connections");
  await Promise.all([writer.connect(), dropper.connect()]);
  const code = (error: unknown): string => (error as { code: string }).code;
  try {
    await writer.query("begin; lock table only visits in row exclusive mode");
    const dropped = dropper.query(["begin", ...drops, "commit"].join(";")).then(() => "ok", code);
    const waits = "select from pg_locks where not granted and relation = 'visits'::regclass";
    while ((await writer.query(waits)).rowCount === 0);
    const written = await writer
      .query("insert into visits values (1, '2026-05-05'); commit")
      .then(() => "ok", code);
    return [written, await dropped].toSorted();
  } finally {
    await Promise.all([writer.end(), dropper.end()]);
  }
}

test("of a partitioned table DROP TRIGGER alone locks the partitions first, and meets a writer in a deadlock", async () => {
  expect(await meet(async () => ["drop trigger noted on visits"])).toEqual(["40P01", "ok"]);
});

test("with the lock of the table first, the writer ends and the trigger goes", async () => {
  const ours = async (url: string): Promise<readonly string[]> => {
    await using session = await openSession(url);
    const { tables } = await readCatalog(session);
    const table = tables.find(({ name }) => name === "visits");
    return table === undefined ? [] : dropTriggers(table, "noted");
  };
  expect(await meet(ours)).toEqual(["ok", "ok"]);
});
