import { expect, test } from "vitest";
import { freeNames } from "../../../../src/migration/plan/names.ts";
import { readCatalog } from "../../../../src/postgres/catalog/read-catalog.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import { openSession } from "../../query/session.ts";

test("names are free, short enough, and given once", async () => {
  await using database = await testDatabase(
    "create table tasks (id int primary key, tasks_new int); create index tasks_new1 on tasks (tasks_new)",
  );
  await using session = await openSession(database.url);
  const name = freeNames([await readCatalog(session)]);
  expect(name("tasks", "new")).toBe("tasks_new2");
  expect(name("tasks", "new")).toBe("tasks_new3");
  expect(name("tasks", "old")).toBe("tasks_old");
  const long = name("ü".repeat(60), "column", "new");
  expect(long).toMatch(/^ü+_column_new$/);
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(63);
  expect(name("ü".repeat(60), "column", "new")).not.toBe(long);
});
