import { afterAll, beforeAll, expect, test } from "vitest";
import { ToolError } from "../../../../../src/core/errors.ts";
import type { Session } from "../../../../../src/core/session.ts";
import { fingerprint } from "../../../../../src/postgres/catalog/fingerprint.ts";
import { readCatalog } from "../../../../../src/postgres/catalog/read-catalog.ts";
import { readModel } from "../../../../../src/schema/design/read-model.ts";
import { settleModel } from "../../../../../src/schema/design/settle/settle-model.ts";
import type { SettledModel } from "../../../../../src/schema/design/settle/settle-model.ts";
import { testDatabase } from "../../../../helpers/postgres.ts";
import type { TestDatabase } from "../../../../helpers/postgres.ts";
import { openSession } from "../../../query/session.ts";

let database: TestDatabase;
let session: Session;
beforeAll(async () => {
  database = await testDatabase();
  session = await openSession(database.url);
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const settle = (model: object): Promise<SettledModel> => settleModel(session, readModel(model));

const one = (attribute: object, more: object = {}) => ({
  entities: [
    { name: "tasks", attributes: [{ name: "title", type: "text", ...attribute }], ...more },
  ],
});

test.each<[title: string, model: object, said: RegExp]>([
  [
    "a type that is not there",
    one({ type: "textt" }),
    /^model\.entities\[0\]\.attributes\[0\]\.type: Postgres has no type textt\. Did you mean `text`\?$/,
  ],
  [
    "a type of elsewhere",
    one({ type: "datetime" }),
    /\.type: Postgres has no type datetime\. Write `timestamptz`\.$/,
  ],
  [
    "a sequence as a type",
    one({ type: "bigserial" }),
    /\.type: bigserial is no type .*`key: "identity"`/,
  ],
  [
    "a modifier that does not fit",
    one({ type: "numeric(2000,2)" }),
    /\.type: Postgres does not read numeric\(2000,2\) as a type/,
  ],
  ["a pseudo-type", one({ type: "anyelement" }), /\.type: anyelement is a pseudo-type/],
  [
    "more than a type",
    one({ type: "text, b int" }),
    /\.type: Postgres does not read text, b int as a type/,
  ],
  ["a type with an end of the statement", one({ type: "text); drop table x; --" }), /\.type: /],
  [
    "text without quotes as a default",
    one({ default: "open" }),
    /^model\.entities\[0\]\.attributes\[0\]\.default: the default open names a column\. .*`'open'`/,
  ],
  [
    "a default of another type",
    one({ type: "integer", default: "'abc'" }),
    /\.default: the default 'abc' does not fit the type integer/,
  ],
  [
    "a default that is found out with a row",
    one({ type: "varchar(2)", default: "'abc'" }),
    /\.default: the default 'abc' does not fit the type character varying\(2\)/,
  ],
  [
    "a function that is not there",
    one({ default: "uuid_v9()" }),
    /\.default: .* calls a function that Postgres does not have/,
  ],
  [
    "a default against its check",
    one({ type: "int", default: 9, check: "title < 5" }),
    /\.default: the default 9 does not pass the check of `title`/,
  ],
  [
    "a default that is no label",
    one({ type: "enum", values: ["a", "b"], default: "'c'" }),
    /\.default: the default 'c' is none of the values\. Choose one of a, b\.$/,
  ],
  [
    "a default that is no label, kept by a check",
    one({ type: "enum", values: ["a", "b"], enum_as: "check", default: "'c'" }),
    /\.default: the default 'c' is none of the values/,
  ],
  [
    "a default that is no label of a table",
    one({ type: "enum", values: ["a", "b"], enum_as: "table", default: "'c'" }),
    /\.default: the default 'c' is none of the values/,
  ],
  [
    "a default that is more than one",
    one({ default: "'a', drop column id" }),
    /\.default: the default is not one expression of SQL/,
  ],
  [
    "a default that does not parse",
    one({ default: "'a" }),
    /\.default: the default is not one expression of SQL/,
  ],
  ["a check that does not parse", one({ check: "title ==== 'a'" }), /\.attributes\[0\]\.check: /],
  [
    "a check that is cut off",
    one({ check: "title = " }),
    /\.attributes\[0\]\.check: the check title = is not one expression of SQL/,
  ],
  [
    "a check with a statement in it",
    one({ check: "true); drop table tasks; select (true" }),
    /\.check: .* is not one expression of SQL/,
  ],
  [
    "a check of another column",
    one(
      { check: "length(title) < size" },
      {
        attributes: [
          { name: "title", type: "text", check: "length(title) < size" },
          { name: "size", type: "int" },
        ],
      },
    ),
    /^model\.entities\[0\]\.attributes\[0\]\.check: .* names other columns than its own\. Move it to `entities\[0\]\.checks`\.$/,
  ],
  [
    "a check of no column",
    one({ check: "titel <> ''" }),
    /\.check: the check titel <> '' names a column that is not there\. There are title\.$/,
  ],
  [
    "a check that is no condition",
    one({ check: "length(title)" }),
    /\.check: Postgres refuses the check .* Write a condition/,
  ],
  [
    "a check that reads a table",
    one({ check: "exists (select from pg_class)" }),
    /\.check: .* A check sees one row and no other/,
  ],
  [
    "a check of an entity",
    one({}, { checks: ["title <> note"] }),
    /^model\.entities\[0\]\.checks\[0\]: .* names a column that is not there/,
  ],
  [
    "a reserved name of a table",
    { entities: [{ name: "order" }] },
    /^model\.entities\[0\]\.name: `order` is a reserved word, .* Name it `orders`\.$/,
  ],
  [
    "a reserved name of a column",
    one({ name: "group" }),
    /\.attributes\[0\]\.name: `group` is a reserved word.* Name it `task_group`\.$/,
  ],
  [
    "a schema of Postgres's own",
    { schema: "pg_x", entities: [{ name: "a" }] },
    /^model\.schema: `pg_x` is Postgres's own/,
  ],
])("%s is refused with its place and its cure", async (_title, model, said) => {
  const refused = settle(model);
  await expect(refused).rejects.toBeInstanceOf(ToolError);
  const error = (await refused.catch((reason: unknown) => reason)) as ToolError;
  expect(error.code).toBe("INVALID_INPUT");
  expect(`${error.message} ${error.next}`).toMatch(said);
});

test("what Postgres takes is printed as it prints it, and nothing remains", async () => {
  const before = fingerprint(await readCatalog(session));
  const { model, extensions } = await settle({
    schema: "app",
    entities: [
      {
        name: "tasks",
        attributes: [
          { name: "due", type: "timestamptz", default: "now() + interval '1 day'" },
          { name: "price", type: "decimal(10, 2)", default: 0 },
          { name: "labels", type: "varchar(20)[]", default: "'{}'" },
          { name: "position", type: "int", default: "1 + 1" },
          { name: "status", type: "enum", values: ["open"], default: "open" },
          { name: "email", type: "citext", check: "email like '%@%'" },
        ],
        checks: ["due > created_at or price > 0"],
      },
    ],
  });
  expect(
    model.entities[0]?.attributes.map((attribute) => [attribute.type, attribute.default]),
  ).toEqual([
    ["timestamp with time zone", "(now() + interval '1 day')"],
    ["numeric(10,2)", "0"],
    ["character varying(20)[]", "'{}'"],
    ["integer", "(1 + 1)"],
    ["enum", "'open'"],
    ["citext", null],
  ]);
  expect(extensions).toEqual(["citext"]);
  expect(fingerprint(await readCatalog(session))).toBe(before);
});
