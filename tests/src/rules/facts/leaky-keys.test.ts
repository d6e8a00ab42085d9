import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readLeakyKeys } from "../../../../src/rules/facts/answers/leaky-keys.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { openSession } from "../../query/session.ts";

/** A value of each type; the planner is asked whether a condition on it reaches an index once there are policies. */
const values: Readonly<Record<string, string>> = {
  boolean: "true",
  bytea: "'x'",
  date: "'2026-01-01'",
  "double precision": "1",
  inet: "'10.0.0.1'",
  integer: "1",
  interval: "'1 day'",
  jsonb: "'{}'",
  mood: "'sad'",
  numeric: "1",
  text: "'x'",
  "text[]": "'{x}'",
  "timestamp with time zone": "now()",
  uuid: "'00000000-0000-0000-0000-000000000001'",
  "character varying": "'x'",
  bigint: "1",
  macaddr: "'08:00:2b:01:02:03'",
  int4range: "'[1,2)'",
};
const types = Object.keys(values);

let database: TestDatabase;
let leaky: ReadonlyMap<string, readonly number[]>;
let client: pg.Client;

beforeAll(async () => {
  const columns = types.map((type, at) => `c${at} ${type}`).join(", ");
  const indexes = types.map((_, at) => `create index i${at} on t (c${at})`).join(";");
  database = await testDatabase(
    `create type mood as enum ('sad', 'glad');
     create table t (tenant int, ${columns});
     ${indexes};
     create index partial on t (tenant) where c${types.indexOf("mood")} = 'sad';
     create index contained on t using gin (c${types.indexOf("text[]")});
     alter table t enable row level security;
     alter table t force row level security;
     create policy own on t using (tenant = 1 or tenant is null);`,
  );
  await using session = await openSession(database.url);
  leaky = await readLeakyKeys(session);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query("set enable_seqscan = off");
});
afterAll(async () => {
  await client.end();
  await database[Symbol.asyncDispose]();
});

const plan = async (where: string): Promise<string> => {
  const { rows } = await client.query<{ "QUERY PLAN": string }>(
    `explain select * from t where ${where}`,
  );
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
};

test.each(types)("%s: what is said of an index is what the planner does", async (type) => {
  const at = types.indexOf(type);
  const reaches = /Index Cond: \(+c\d+/.test(await plan(`c${at} = ${values[type] ?? ""}`));
  expect(leaky.has(`public.i${at}`)).toBe(!reaches);
});

test("both kinds are among them", () => {
  const names = types.filter((_, at) => leaky.has(`public.i${at}`));
  expect(names).toContain("mood");
  expect(names).not.toContain("text");
});

test("no index finds what an array holds, and a predicate finds a label", async () => {
  expect(leaky.get("public.contained")).toEqual([1]);
  const [tags, mood] = [types.indexOf("text[]"), types.indexOf("mood")];
  expect(await plan(`c${tags} @> '{x}'`)).not.toMatch(/Index Cond/);
  expect(await plan(`c${mood} = 'sad'`)).toMatch(/Scan (using|on) partial/);
});
