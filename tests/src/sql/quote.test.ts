import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { qualified, quoteIdentifier, quoteLiteral } from "../../../src/sql/quote.ts";

let client: pg.Client;

beforeAll(async () => {
  client = new pg.Client({ connectionString: inject("postgres") });
  await client.connect();
});

afterAll(() => client.end());

const text = fc.oneof(
  fc
    .string({ unit: "binary" })
    .map((value) => value.replaceAll("\0", "").replaceAll(/\p{Cs}/gu, "")),
  fc.stringMatching(/^[a-zA-Z_0-9$"'\\ .é]{0,12}$/),
  fc.constantFrom(
    "select",
    "Select",
    "name",
    "time",
    "between",
    "user",
    "a",
    "_",
    "1a",
    "",
    "ä",
    "a$b",
  ),
);

test("quotes as Postgres does", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 20, maxLength: 20 }), async (values) => {
      const { rows } = await client.query<{ value: string; identifier: string; literal: string }>(
        "select v as value, quote_ident(v) as identifier, quote_literal(v) as literal from unnest($1::text[]) v",
        [values],
      );
      expect(values.map(quoteIdentifier)).toEqual(rows.map(({ identifier }) => identifier));
      expect(values.map(quoteLiteral)).toEqual(rows.map(({ literal }) => literal));
    }),
    { numRuns: 150 },
  );
});

test("knows every keyword of Postgres 18", async () => {
  const { rows } = await client.query<{ word: string; quoted: string }>(
    "select word, quote_ident(word) as quoted from pg_get_keywords()",
  );
  expect(rows.length).toBeGreaterThan(450);
  expect(rows.map(({ word }) => quoteIdentifier(word))).toEqual(rows.map(({ quoted }) => quoted));
});

test("qualifies", () => {
  expect(qualified("Odd Schema", "user")).toBe('"Odd Schema"."user"');
});
