import { afterAll, beforeAll, expect, test } from "vitest";
import { createPool } from "../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../src/postgres/url.ts";
import type { Deps } from "../../../src/core/deps.ts";
import { proveRls } from "../../../tools/security/prove-rls.ts";
import { noNeon } from "../../helpers/deps.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";
import { openSession } from "../../src/query/session.ts";
import { journal } from "../../src/rls/prove/planted/journal.ts";
import { call } from "../../src/rls/prove/stage.ts";

let database: TestDatabase;
let deps: Deps;
beforeAll(async () => {
  database = await testDatabase(journal.ddl.replaceAll("planted_web", "proved_web"));
  await database.runAsSuperuser("drop extension pg_stat_statements");
  const pool = createPool({ deployment: "url", address: async () => addressFromUrl(database.url) });
  deps = { access: "guarded", session: ({ signal }) => pool.open({ signal }), ...noNeon, shadow };
});
afterAll(() => database[Symbol.asyncDispose]());

const shadow: Deps["shadow"] = async () => {
  const made = await testDatabase();
  await made.runAsSuperuser("drop extension pg_stat_statements");
  const session = await openSession(made.url);
  return {
    session,
    connect: () => openSession(made.url),
    async adopt(roles) {
      for (const role of roles)
        await made.runAsSuperuser(
          `grant "${role}" to ${new URL(made.url).username} with inherit false, set true`,
        );
    },
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await made[Symbol.asyncDispose]();
    },
  };
};

const intent = { ...journal.intent, application_role: "proved_web" };

test("a target's policies are proven on a copy of its schema, and nothing is left on it", async () => {
  const input = proveRls.input.parse({ intent });
  const output = await proveRls.run(input, deps, call);
  expect(output.failed).toEqual([]);
  expect(output.passed).toBe(true);
  expect(output.cells).toBeGreaterThan(400);
  expect(output.mutations.caught).toBeGreaterThan(output.mutations.total / 2);
  expect(output.pgtap).toContain("select plan(");
  expect(output.target.database).toBe(database.name);
  expect(await database.run("select * from entries")).toEqual([]);
  const { head, data, next } = proveRls.render(proveRls.output.parse(output));
  expect(head).toMatch(/^Proven \(measured, \d+ ms\): \d+ cells went as the intent says; /);
  expect(data).toMatch(/^public\.entries: ---- no context, .*; SIUD user 1 of tenant A, /m);
  expect(next).toContain("pgtap");
});

test("what is wrong is said first, with the way on", async () => {
  await database.run("alter policy own_select on entries using (not is_deleted)");
  const output = await proveRls.run(proveRls.input.parse({ intent }), deps, call);
  const { head, data, next } = proveRls.render(proveRls.output.parse(output));
  expect(output.passed).toBe(false);
  expect(head).toMatch(/^Not proven \(measured\): \d+ of \d+ cells went another way, 0 ways round/);
  expect(data).toMatch(
    /^public\.entries, proved_web, select \(.*\): expected (?:nothing|\d+ rows?), got \d+ rows/,
  );
  expect(next).toContain("generate_rls");
});

test("DDL has no branch, and an intent that is not one is refused with its places", async () => {
  const run = (input: object) =>
    proveRls.run(proveRls.input.parse({ intent, ...input }), deps, call);
  await expect(run({ ddl: "select 1", on: "branch" })).rejects.toMatchObject({
    code: "INVALID_INPUT",
  });
  await expect(run({ intent: { tables: [] } })).rejects.toMatchObject({
    code: "INVALID_INPUT",
    quoted: expect.stringContaining("intent.context"),
  });
});
