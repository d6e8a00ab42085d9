import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCatalog } from "../../../src/postgres/catalog/read-catalog.ts";
import { comments, there, users } from "../../data/design/existing.ts";
import { connect, textOf } from "../../helpers/client.ts";
import { type TestDatabase, testDatabase } from "../../helpers/postgres.ts";
import { serve } from "../../helpers/served.ts";
import { openSession } from "../../src/query/session.ts";
import { callDesign, carryOut, design, expectProven, policiesOf } from "./designed.ts";

let database: TestDatabase;
let served: ReturnType<typeof serve>;
let client: Awaited<ReturnType<typeof connect>>;
beforeAll(async () => {
  database = await testDatabase(there);
  served = serve(database.url);
  client = await connect(served.config);
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await served[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const refused = async (model: object, more: object = {}): Promise<string> => {
  const result = await callDesign(client, { model, ...more });
  expect(result.isError, textOf(result)).toBe(true);
  return textOf(result);
};

test("what exists is referred to and left as it is, and what is said of it is named", async () => {
  const { shown, text } = await design(client, { model: comments });
  expectProven(shown);
  expect(shown.ddl).not.toMatch(/(?:TABLE|ON|COLUMN) public\.(?:users|tags)\b|CREATE EXTENSION/);
  expect(shown.ddl).toContain("author_id integer NOT NULL");
  expect(shown.ddl).toContain(
    "FOREIGN KEY (author_id) REFERENCES public.users (id) ON DELETE CASCADE",
  );
  expect(shown.ddl).toContain("FOREIGN KEY (tag_id) REFERENCES public.tags (id)");
  expect(shown.rollback).not.toMatch(/users|public\.tags\b/);
  expect(shown.erd).toContain('"users"');
  const given = shown.findings.filter(({ rule }) => rule === "taken-as-given");
  expect(given.map(({ object, evidence }) => [object, evidence])).toEqual([
    ["public.users", "rule"],
    ["public.tags", "rule"],
  ]);
  expect(given[0]?.message).toContain("id integer, email citext, mood text, deleted_at timestamp");
  expect(given[0]?.message).toContain("not checked");
  expect(text).toContain("Taken as given and not made: public.users, public.tags; not checked.");
  expect(shown.questions.join()).not.toMatch(/users|tags/);
  expect(shown.target).toBeUndefined();
  await carryOut(shown, undefined, there);
}, 60_000);

test("with a target it is held against the catalog, which stays as it was", async () => {
  await using session = await openSession(database.url);
  const before = await readCatalog(session);
  const { shown, text } = await design(client, { model: comments, target: {} });
  expect(text).toContain("checked against the target (measured)");
  expect(shown.target?.database).toBeDefined();
  expect(new Set(shown.findings.map(({ evidence }) => evidence))).toEqual(new Set(["measured"]));
  expect(await readCatalog(session)).toEqual(before);
}, 60_000);

test("the statements work on the live database, rows and all", async () => {
  await using copy = await testDatabase(there);
  const { shown } = await design(client, { model: comments });
  await copy.run(shown.ddl);
  await copy.run("insert into comments (author_id, body) values (1, 'first'), (2, 'second')");
  await copy.run("delete from users where id = 1");
  expect(await copy.run("select body from comments")).toEqual([{ body: "second" }]);
  await expect(copy.run("insert into comments (author_id, body) values (9, 'x')")).rejects.toThrow(
    /comments_author_id_fkey/,
  );
}, 60_000);

test("tenants that exist: rows of new tables are theirs, by policies that are proven", async () => {
  const model = {
    entities: [
      { name: "organizations", exists: true, key: "identity" },
      users,
      {
        name: "notes",
        attributes: [{ name: "body", type: "text" }],
        expected_rows: 50_000,
      },
    ],
    relationships: [
      { from: "users", to: "organizations", kind: "many_to_one" },
      { from: "notes", to: "users", kind: "many_to_one", on_delete: "cascade" },
    ],
    tenancy: { entity: "organizations" },
  };
  const { shown, text } = await design(client, { model, target: {} });
  expectProven(shown);
  expect(policiesOf(shown, text)).toBe("proven");
  expect(shown.rls?.sql).not.toMatch(/TABLE public\.(?:users|organizations)\b/);
  expect(shown.ddl).toContain("organization_id bigint NOT NULL");
  expect(shown.findings.map(({ rule, object }) => `${rule} ${object}`)).toEqual([
    "reference-without-tenant public.users",
    "taken-as-given public.organizations",
    "taken-as-given public.users",
  ]);
  await carryOut(shown, undefined, there);
}, 90_000);

test("signing in refers to the users that exist", async () => {
  const { shown } = await design(client, { model: { entities: [users], auth: ["sessions"] } });
  expectProven(shown);
  expect(shown.ddl).toContain("user_id integer NOT NULL");
  expect(shown.ddl).toMatch(
    /RETURNS integer[^]*public\.users WHERE id = session\.user_id AND deleted_at/,
  );
  await carryOut(shown, undefined, there);
}, 60_000);

describe("a second feature beside the first", () => {
  test("takes the functions that are there, and refuses names that are taken", async () => {
    await using copy = await testDatabase(there);
    await using beside = serve(copy.url);
    await using other = await connect(beside.config);
    const first = await design(other, { model: comments, target: {} });
    await copy.run(first.shown.ddl);
    const again = await callDesign(other, { model: comments, target: {} });
    expect(textOf(again)).toMatch(
      /entities\[2\]\.name: the target has a table `comments` already\. Write `exists: true`/,
    );
    expect(textOf(again)).toContain("the target has a type `comment_state` already");
    const votes = {
      entities: [
        { name: "comments", exists: true, attributes: [{ name: "body", type: "text" }] },
        { name: "votes", attributes: [{ name: "weight", type: "integer" }], expected_rows: 9 },
      ],
      relationships: [{ from: "votes", to: "comments", kind: "many_to_one", on_delete: "cascade" }],
    };
    const second = await design(other, { model: votes, target: {} });
    expect(second.shown.ddl).not.toContain("CREATE FUNCTION");
    expect(second.shown.ddl).toContain("CREATE TRIGGER votes_set_updated_at");
    await copy.run(second.shown.ddl);
    await copy.run(second.shown.rollback);
    await copy.run(first.shown.rollback);
  }, 90_000);

  test("refuses a function of that name that does something else", async () => {
    await using copy = await testDatabase(
      `${there} create function set_updated_at() returns trigger language plpgsql as 'begin return old; end'`,
    );
    await using beside = serve(copy.url);
    await using other = await connect(beside.config);
    const result = await callDesign(other, { model: comments, target: {} });
    expect(textOf(result)).toMatch(
      /the target has a function `set_updated_at` that does something else/,
    );
  }, 60_000);
});

test.each<[string, object, RegExp]>([
  [
    "no such table",
    { name: "user", exists: true },
    /no table `user` in public\.\nNext: Did you mean `users`/,
  ],
  [
    "no such column",
    { ...users, attributes: [...users.attributes, { name: "mail", type: "citext" }] },
    /entities\[0\]\.attributes\[3\]: the target has no column `users\.mail`\.\nNext: Did you mean `email`/,
  ],
  [
    "another type",
    { name: "tags", exists: true, attributes: [{ name: "label", type: "text" }] },
    /`tags\.label` is character varying\(40\) in the target, and not text\.\nNext: Write "character varying\(40\)"/,
  ],
  [
    "another key",
    { name: "users", exists: true },
    /`users\.id` is integer in the target, and not uuid\.\nNext: List it among the attributes: \{ "name": "id", "type": "integer" \}/,
  ],
  ["no key", { name: "imports", exists: true }, /`imports\.id` is not unique by itself/],
])("%s in the target is refused with its place", async (_, entity, text) => {
  const model = { entities: [entity, { name: "things", attributes: [] }] };
  expect(await refused(model, { target: {} })).toMatch(text);
});

const things = { name: "things", attributes: [] };
test.each<[string, object, RegExp]>([
  [
    "an audit trail",
    { entities: [{ ...users, audit_trail: true }, things] },
    /entities\[0\]\.audit_trail: `users` exists already, and the trail would give it a trigger\.\nNext: .*plan_migration/,
  ],
  [
    "a purge",
    { entities: [{ ...users, retention_days: 3 }, things] },
    /entities\[0\]\.retention_days: .*plan_migration/s,
  ],
  [
    "a column",
    {
      entities: [users, things],
      relationships: [{ from: "users", to: "things", kind: "many_to_one" }],
    },
    /relationships\[0\]\.from: `users` exists already, and would get a column that refers to `things`\.\nNext: Let `things` refer to it/,
  ],
  [
    "an index",
    {
      entities: [users, things],
      access_patterns: [{ name: "by mail", entity: "users", equals: ["email"] }],
    },
    /access_patterns\[0\]\.entity: .*advise_indexes/s,
  ],
  ["nothing new", { entities: [users] }, /there is nothing to design/],
])("%s for what exists is a change, and refused", async (_, model, text) => {
  expect(await refused(model)).toMatch(text);
});
