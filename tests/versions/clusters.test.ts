import { expect, test } from "vitest";
import { testDatabase } from "../helpers/postgres.ts";
import { cluster, majors } from "../helpers/versions.ts";

test.each(majors)("Postgres %i runs and gives test databases", async (major) => {
  await using database = await testDatabase("create table t (a int)", await cluster(major));
  const [row] = await database.run(
    "select current_setting('server_version_num')::int / 10000 as v",
  );
  expect(row).toEqual({ v: major });
});
