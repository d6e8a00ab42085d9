import { afterAll, beforeAll, expect, test } from "vitest";
import { ownerAddress } from "../../../helpers/local-neon.ts";
import { harness, type Harness } from "../../../tools/branch/harness.ts";
import { librarySchema, serveRequests, sqlalchemy, times } from "./library.ts";

let neon: Harness;
beforeAll(async () => {
  neon = await harness(["--access", "full"]);
  const { host, port, database, user, password = "", options = "" } = await ownerAddress(neon.neon);
  const url = new URL(`postgres://${host}:${port}/${database}`);
  url.username = user;
  url.password = password;
  url.searchParams.set("options", options);
  await serveRequests(url.href, [
    (client) => client.query(librarySchema).then(() => {}),
    ...times(10, sqlalchemy),
  ]);
});
afterAll(() => neon[Symbol.asyncDispose]());

test("on a branch, through the pooler: the application's statements and nothing of ours or Neon's", async () => {
  await neon.done("describe_database");
  await neon.done("list_branches");
  const { structured, text } = await neon.done("find_slow_queries", { order: "calls" });
  const queries = structured["queries"] as { sql: string; calls: number }[];
  expect(queries[0]).toMatchObject({
    calls: 200,
    sql: expect.stringContaining("= books.author_id"),
  });
  expect(queries.filter(({ sql }) => /neon-dba|pg_catalog|set_config|pg_stat/.test(sql))).toEqual(
    [],
  );
  expect(structured["n_plus_one"]).toMatchObject([{ calls: 200, parent_calls: 10 }]);
  expect(text).toMatch(/^\d+ statements, .* since \d{4}-/);
  expect(text).toContain("<untrusted-");
});

test("each branch and database has statistics of its own", async () => {
  await neon.done("create_branch", { name: "apart" });
  const target = { branch: "apart" };
  await neon.done("run_sql", { sql: "select count(*) from books", target });
  const { structured } = await neon.done("find_slow_queries", { target });
  const queries = structured["queries"] as { sql: string; calls: number }[];
  expect(queries.map(({ sql }) => sql)).toEqual(["select count(*) from books"]);
  await neon.done("run_sql", { sql: "create database other", mode: "write", target });
  const other = await neon.done("find_slow_queries", { target: { ...target, database: "other" } });
  expect(other.structured["queries"]).toEqual([]);
  expect(other.text).toContain("Let the application work");
});
