import { expect, test } from "vitest";
import { decisionsOf } from "../../../../../src/schema/design/advice/decisions.ts";
import { findingsOf } from "../../../../../src/schema/design/advice/findings.ts";
import { questionsOf } from "../../../../../src/schema/design/advice/questions.ts";
import { readModel } from "../../../../../src/schema/design/read-model.ts";

const nothing = { indexes: [], patterns: [], dropped: [], notes: [] };

const found = (
  attributes: readonly object[],
  more: object = {},
  others: readonly object[] = [],
): string[] =>
  findingsOf(
    readModel({ entities: [{ name: "things", attributes, ...more }, ...others] }),
    nothing,
  ).map(({ rule, object }) => `${rule} ${object.replace("public.", "")}`);

const a = (name: string, type = "text", more: object = {}) => ({ name, type, ...more });

test.each<[name: string, attributes: readonly object[], rules: readonly string[]]>([
  [
    "three columns for one fact",
    [a("line1"), a("line2"), a("line3")],
    ["repeated-group things.line1"],
  ],
  ["a number in a name is no group", [a("sha256"), a("line1")], []],
  ["several values in one text", [a("tags")], ["list-in-text things.tags"]],
  ["ids in one text", [a("member_ids")], ["list-in-text things.member_ids"]],
  ["an array is no text", [a("tags", "text[]"), a("labels", "jsonb")], []],
  ["money that rounds", [a("unit_price", "double precision")], ["money-type things.unit_price"]],
  ["money of the session's currency", [a("x", "money")], ["money-type things.x"]],
  [
    "a measure may be a float",
    [a("temperature", "double precision"), a("price", "numeric(12,2)")],
    [],
  ],
  [
    "a time of no place",
    [a("starts_at", "timestamp without time zone")],
    ["timestamp-without-time-zone things.starts_at"],
  ],
  ["padded text", [a("code", "character(3)")], ["padded-text things.code"]],
  ["json as text", [a("data", "json")], ["json-type things.data"]],
  ["a password", [a("password")], ["secret-in-plain-text things.password"]],
  [
    "a token",
    [a("api_key"), a("reset_token", "uuid")],
    ["secret-in-plain-text things.api_key", "secret-in-plain-text things.reset_token"],
  ],
  [
    "digests are no secrets",
    [a("token_digest", "bytea"), a("password_hash"), a("secret", "bytea")],
    [],
  ],
  ["personal data for ever", [a("name", "text", { pii: true })], ["pii-without-retention things"]],
  ["personal data that nobody marked", [a("email")], ["pii-not-marked things.email"]],
  [
    "a reference to one of several",
    [a("owner_type"), a("owner_id", "uuid")],
    ["polymorphic-reference things.owner_id"],
  ],
])("%s", (_name, attributes, rules) => {
  expect(found(attributes)).toEqual(rules);
});

test("personal data with an end is in order", () => {
  expect(found([a("name", "text", { pii: true })], { retention_days: 30 })).toEqual([]);
});

test("a column that is named for an entity refers to it", () => {
  expect(found([a("user_id", "uuid")], {}, [{ name: "users" }])).toEqual([
    "undeclared-reference things.user_id",
  ]);
  expect(found([a("user_id", "uuid")])).toEqual([]);
});

test("what depends on another entity is named, whatever the relationship is called", () => {
  const of = (column: string): string[] =>
    findingsOf(
      readModel({
        entities: [
          { name: "orders", attributes: [a(column)] },
          { name: "customers", attributes: [a("name"), a("city")] },
        ],
        relationships: [{ from: "orders", to: "customers", kind: "many_to_one", name: "buyer" }],
      }),
      nothing,
    ).map(({ rule }) => rule);
  expect(of("customer_name")).toEqual(["transitive-attribute"]);
  expect(of("buyer_city")).toEqual(["transitive-attribute"]);
  expect(of("seller_name")).toEqual([]);
});

test("the worst comes first, and messages say what to do", () => {
  const findings = findingsOf(
    readModel({
      entities: [{ name: "things", attributes: [a("email"), a("tags"), a("price", "real")] }],
    }),
    nothing,
  );
  expect(findings.map(({ level }) => level)).toEqual(["error", "warning", "info"]);
  for (const { message } of findings) expect(message).toMatch(/Make it|pii: true/);
});

const whole = {
  entities: [
    { name: "orgs", attributes: [], expected_rows: 10 },
    { name: "tasks", attributes: [], expected_rows: 100 },
    { name: "countries", attributes: [], expected_rows: 200 },
  ],
  relationships: [{ from: "tasks", to: "orgs", kind: "many_to_one", on_delete: "cascade" }],
  access_patterns: ["orgs", "tasks", "countries"].map((entity) => ({ name: entity, entity })),
  tenancy: { entity: "orgs" },
};

test("nothing is asked that was said; what belongs to no tenant is", () => {
  expect(questionsOf(readModel(whole))).toEqual([
    "Do countries belong to one of orgs each? Assumed: no, they are shared by all, as nothing required leads from them there.",
  ]);
});

test("choices are there where there is one, with two or three ways", () => {
  const decisions = decisionsOf(
    readModel({
      ...whole,
      entities: whole.entities.map((entity) => ({
        ...entity,
        soft_delete: true,
        attributes: [
          { name: "status", type: "enum", values: ["a"] },
          a("note", "text", { required: false }),
        ],
        unique: [["status", "note"]],
      })),
      auth: ["sessions"],
    }),
  );
  expect(decisions.map(({ topic }) => topic)).toEqual([
    "keys",
    "enums",
    "deletion",
    "tenancy",
    "nulls in what is unique",
    "sign-in",
  ]);
  for (const { options, chosen } of decisions) {
    expect([2, 3]).toContain(options.length);
    expect(options.map(({ name }) => name).some((name) => chosen.includes(name))).toBe(true);
  }
  expect(decisionsOf(readModel({ entities: [{ name: "a" }] })).map(({ topic }) => topic)).toEqual([
    "keys",
  ]);
});
