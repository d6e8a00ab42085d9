import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Session } from "../../../src/core/session.ts";
import { parseScript } from "../../../src/sql/parse.ts";
import { explain } from "../../../src/query/explain.ts";
import { explainable } from "../../../src/query/explainable.ts";
import type { FindingContext } from "../../../src/query/findings/context.ts";
import { openSession } from "./session.ts";
import type { TestDatabase } from "../../helpers/postgres.ts";

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

/** Runs the set-up in a new schema `app`, which every later session of the owner has in its path. What was there is dropped. */
export async function loadExample(database: TestDatabase, { setup }: Example): Promise<void> {
  {
    await using session = await openSession(database.url);
    await runStatements(session, fresh);
  }
  await using session = await openSession(database.url);
  await runStatements(session, setup);
}

const fresh = `
alter role current_user reset all;
drop schema if exists app cascade;
create schema app;
alter role current_user set search_path = app;`;

export async function explainSql(
  session: Session,
  sql: string,
  analyze: boolean,
  params?: readonly unknown[],
): Promise<FindingContext> {
  return explain(session, await explainable(sql), { analyze, params });
}

/**
 * Runs the statements of a script one by one, outside a transaction. Counters are flushed after each: a session reports its
 * inserts late, and an ANALYZE in between would seem to have missed them.
 */
export async function runStatements(session: Session, script: string): Promise<void> {
  if (script.trim() === "") return;
  for (const { text } of await parseScript(script)) {
    await session.query(text);
    if (session.version >= 150_000) await session.query("select pg_stat_force_next_flush()");
  }
}

/** Without the one that the clock decides: a busy machine makes ten milliseconds of planning out of less than one. */
export const lasting = <T extends { readonly rule: string }>(found: readonly T[]): T[] =>
  found.filter(({ rule }) => rule !== "planning-time");
