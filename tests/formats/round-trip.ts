import { differences } from "../../src/postgres/catalog/differences.ts";
import type { Catalog } from "../../src/postgres/catalog/model/catalog.ts";
import { parseScript } from "../../src/sql/parse.ts";
import { testDatabase, type TestDatabase } from "../helpers/postgres.ts";
import { catalogOf, modelSql } from "../src/schema/models/sources.ts";

/** What a model of an application has no words for, and its tables need. */
const needed = [
  "CreateExtensionStmt",
  "CreateDomainStmt",
  "CompositeTypeStmt",
  "CreateRangeStmt",
  "CreateFunctionStmt",
];

/** Statements in the order in which they succeed: each is tried again after others have. Throws with those that never do. */
async function runAll(database: TestDatabase, statements: readonly string[]): Promise<void> {
  let [left, errors] = [statements, [] as string[]];
  for (let before = Infinity; left.length > 0 && left.length < before;) {
    before = left.length;
    const again: string[] = [];
    errors = [];
    for (const statement of left) {
      await database.run(statement).catch((error: unknown) => {
        again.push(statement);
        errors.push(`${String(error)}: ${statement}`);
      });
    }
    left = again;
  }
  if (left.length > 0) throw new Error(errors.join("\n"));
}

/**
 * How the catalog of the tool's own DDL differs from that of the schema that the models were made from: `object path`, or the object.
 * `also` are tags of statements besides those that every tool leaves to others.
 */
export async function differencesOf(
  fixture: string,
  source: Catalog,
  statements: readonly string[],
  also: readonly string[] = [],
): Promise<string[]> {
  await using database = await testDatabase();
  const before = (await parseScript(modelSql(fixture)))
    .filter(({ node }) => [...needed, ...also].some((tag) => tag in node))
    .map(({ text }) => text);
  await runAll(database, [...before, ...statements]);
  const made = await catalogOf(database);
  return differences(source, made).map(({ object, path, a, b }) =>
    path === ""
      ? `${object} ${a === null ? "is new" : b === null ? "is gone" : "differs"}`
      : `${object} ${path}`,
  );
}
