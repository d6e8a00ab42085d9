import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clipped } from "../../../src/core/clipped.ts";
import { fitting } from "../../../src/rls/generate/names.ts";
import { fitted } from "../../../src/schema/design/names.ts";
import { type TestDatabase, testDatabase } from "../../helpers/postgres.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const characters = fc.constantFrom("a", "é", "あ", "🐘", " ");

test("is what Postgres makes of a name", async () => {
  const texts = fc.sample(fc.array(characters, { minLength: 1, maxLength: 80 }), 200);
  const names = texts.map((each) => each.join(""));
  const list = names.map((name) => `(U&'${name}'::name::text)`).join(", ");
  const rows = await database.run(`select name from (values ${list}) as t (name)`);
  expect(names.map((name) => clipped(name, 63))).toEqual(rows.map(({ name }) => name));
});

test("has as many whole characters as fit", () => {
  fc.assert(
    fc.property(fc.array(characters), fc.nat(100), (parts, bytes) => {
      const kept = clipped(parts.join(""), bytes);
      const next = parts[Array.from(kept).length] ?? "";
      expect(parts.join("").startsWith(kept)).toBe(true);
      expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(bytes);
      expect(next === "" || Buffer.byteLength(kept + next) > bytes).toBe(true);
    }),
  );
});

test("names of megabytes are shortened like others: a step for each character would take days", () => {
  const long = "x".repeat(8_000_000);
  expect(clipped(long, 5)).toBe("xxxxx");
  expect(fitting(long)).toMatch(/^x{54}_[0-9a-f]{8}$/);
  expect(fitted(long, "_fkey")).toBe(`${"x".repeat(58)}_fkey`);
});
