import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findingRules, findings } from "../../../src/query/findings/index.ts";
import { loadExample, exampleFolder, explainSql, readExample, runStatements } from "./example.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";
import { openSession } from "./session.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const ids = findingRules.map(({ id }) => id);

test("every rule has examples, and every example a rule", () => {
  expect(readdirSync(exampleFolder).toSorted()).toEqual(ids.toSorted());
});

test("the texts of a rule are sentences", () => {
  for (const { id, condition, effect, workaround } of findingRules) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    for (const text of [condition, effect, workaround]) expect(text, id).toMatch(/^[A-Z].*\.$/);
  }
});

describe.each(ids)("%s", (id) => {
  test("shows on the bad example, and is gone after its fix", async () => {
    const example = readExample(id, "bad");
    await loadExample(database, example);
    await using session = await openSession(database.url);
    const before = findings(await explainSql(session, example.query, true));
    const found = before.filter(({ rule }) => rule === id);
    expect(found, JSON.stringify(before, undefined, 1)).toHaveLength(1);
    for (const { fix, message } of found) {
      expect(message).toMatch(/\.$/);
      if (fix === undefined) continue;
      await runStatements(session, fix);
      const after = findings(await explainSql(session, example.query, true));
      expect(
        after.filter(({ rule }) => rule === id),
        fix,
      ).toEqual([]);
    }
  });

  test("does not show on the good example", async () => {
    const example = readExample(id, "good");
    await loadExample(database, example);
    await using session = await openSession(database.url);
    const found = findings(await explainSql(session, example.query, true));
    expect(found.filter(({ rule }) => rule === id)).toEqual([]);
  });
});
