import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Session } from "../../../src/core/session.ts";
import { parseScript } from "../../../src/sql/parse.ts";
import { explain } from "../../../src/query/explain.ts";
import { explainable } from "../../../src/query/explainable.ts";
import type { FindingContext } from "../../../src/query/findings/context.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";

export const exampleFolder = join(import.meta.dirname, "../../data/query");
const marker = "-- query\n";

export interface Example {
  readonly setup: string;
  readonly query: string;
}

/** Reads `<rule>/<name>.sql`: statements, the line `-- query`, the query. `setup.sql` beside it runs first. */
export function readExample(rule: string, name: "bad" | "good"): Example {
  const text = readFileSync(join(exampleFolder, rule, `${name}.sql`), "utf8");
  const at = text.indexOf(marker);
  if (at === -1) throw new Error(`${rule}/${name}.sql has no line "-- query"`);
  const shared = join(exampleFolder, rule, "setup.sql");
  const setup = existsSync(shared) ? readFileSync(shared, "utf8") : "";
  return { setup: `${setup}\n${text.slice(0, at)}`, query: text.slice(at + marker.length) };
}

/** A database in which the example's set-up has run, statement by statement: VACUUM takes no transaction. */
export async function exampleDatabase({ setup }: Example, cluster?: string): Promise<TestDatabase> {
  const database = await testDatabase("", cluster);
  for (const { text } of await parseScript(setup)) await database.run(text);
  return database;
}

export async function explainSql(
  session: Session,
  sql: string,
  analyze: boolean,
  params?: readonly unknown[],
): Promise<FindingContext> {
  return explain(session, await explainable(sql), { analyze, params });
}

/** Runs the statements of a fix one by one, outside a transaction. */
export async function runFix(session: Session, fix: string): Promise<void> {
  for (const { text } of await parseScript(fix)) await session.query(text);
}
