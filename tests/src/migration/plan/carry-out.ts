import { expect } from "vitest";
import type { Plan, Step } from "../../../../src/core/migration.ts";
import type { Session } from "../../../../src/core/session.ts";
import { runStep } from "../../../../src/migration/run/run-step.ts";
import { differences } from "../../../../src/postgres/catalog/differences.ts";
import { fingerprint } from "../../../../src/postgres/catalog/fingerprint.ts";
import { readCatalog } from "../../../../src/postgres/catalog/read-catalog.ts";
import { quoteIdentifier } from "../../../../src/sql/quote.ts";
import { openSession } from "../../query/session.ts";
import { call } from "./harness.ts";
import type { Harness } from "./harness.ts";

const options = { ...call, lockTimeoutMs: 2_000, attempts: 1 };

/** Steps of a plan in order. */
export const stepsOf = (plan: Plan): Step[] => plan.phases.flatMap(({ steps }) => steps);

/**
 * Executes the plan on the database it was made for, to the end, with its verification; and takes it back, from the end and from each
 * step, with the same schema and the same rows as before. Returns the fingerprint at the end of the plan; the database is as it was.
 */
export async function carryOut(on: Harness, plan: Plan): Promise<string> {
  expect(plan.questions).toEqual([]);
  expect(plan.findings.filter(({ level }) => level === "error")).toEqual([]);
  const steps = stepsOf(plan);
  expect(steps.length).toBeGreaterThan(0);
  await using session = await openSession(on.database.url);
  const before = await readCatalog(session);
  const rows = await rowsOf(session);
  let end = "";
  for (let count = 1; count <= steps.length; count++) {
    const some = steps.slice(0, count);
    if (some.some(({ irreversible }) => irreversible === true)) break;
    for (const step of some) await runStep(session, step, "forward", options);
    if (count === steps.length) {
      end = fingerprint(await readCatalog(session));
      await verify(session, plan);
    }
    for (const step of some.toReversed()) await runStep(session, step, "back", options);
    const at = steps[count - 1]?.id;
    const back = await readCatalog(session);
    expect({ at, differences: differences(back, before) }).toEqual({ at, differences: [] });
    if (plan.irreversible.length === 0)
      expect({ at, rows: await rowsOf(session) }).toEqual({ at, rows });
  }
  return end;
}

/** Executes a plan that nothing leads back from, to the end, with its verification; returns the fingerprint there. */
export async function carryOutForGood(on: Harness, plan: Plan): Promise<string> {
  expect(plan.questions).toEqual([]);
  expect(plan.findings.filter(({ level }) => level === "error")).toEqual([]);
  await using session = await openSession(on.database.url);
  for (const step of stepsOf(plan)) await runStep(session, step, "forward", options);
  await verify(session, plan);
  return fingerprint(await readCatalog(session));
}

/** What is true at the end of a phase is true at the end of the plan, unless it speaks of what is gone. */
async function verify(session: Session, plan: Plan): Promise<void> {
  for (const { verification } of plan.phases)
    for (const { sql, expect: wanted, purpose } of verification) {
      const [row = {}] = await session.query(sql);
      expect({ purpose, got: Object.values(row)[0] }).toEqual({ purpose, got: wanted });
    }
}

/** All rows of all tables, as text, in the order of their text. */
async function rowsOf(session: Session): Promise<Record<string, unknown>> {
  const tables = await session.query<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname !~ '^(pg_|information_schema)'",
  );
  const found: Record<string, unknown> = {};
  for (const { name } of tables) {
    const [row] = await session.query(
      `select count(*), md5(string_agg(t::text, '|' order by t::text)) as hash from ${name} as ${quoteIdentifier("t")}`,
    );
    found[name] = row;
  }
  return found;
}
