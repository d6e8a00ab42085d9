import { expect } from "vitest";
import type { Plan, Step } from "../../../../../src/core/migration.ts";
import type { Session } from "../../../../../src/core/session.ts";
import type { PlanRequest } from "../../../../../src/migration/plan/request.ts";
import { compare } from "../../../../../src/migration/plan/trial.ts";
import { runStep } from "../../../../../src/migration/run/run-step.ts";
import type { Catalog } from "../../../../../src/postgres/catalog/model/catalog.ts";
import { readCatalog } from "../../../../../src/postgres/catalog/read-catalog.ts";
import { parseScript } from "../../../../../src/sql/parse.ts";
import { qualified, quoteIdentifier } from "../../../../../src/sql/quote.ts";
import { testDatabase } from "../../../../helpers/postgres.ts";
import { openSession } from "../../../query/session.ts";
import { call, harness } from "../harness.ts";
import type { Harness } from "../harness.ts";

/** A plan on a database with rows, and a session to execute it in. */
export interface Planned extends AsyncDisposable {
  readonly on: Harness;
  readonly plan: Plan;
  readonly steps: readonly Step[];
  readonly session: Session;
  readonly run: (step: Step, direction?: "forward" | "back") => Promise<void>;
}

export async function planned(
  setup: string,
  request: Partial<PlanRequest>,
  cluster?: string,
): Promise<Planned> {
  const on = await harness(setup, cluster);
  const plan = await on.plan(request);
  const session = await openSession(on.database.url);
  return {
    on,
    plan,
    steps: plan.phases.flatMap(({ steps }) => steps),
    session,
    run: async (step, direction = "forward") => {
      await runStep(session, step, direction, { ...call, lockTimeoutMs: 2_000, attempts: 3 });
    },
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await on[Symbol.asyncDispose]();
    },
  };
}

export interface State {
  readonly catalog: Catalog;
  readonly rows: Readonly<Record<string, unknown>>;
}

export async function stateOf(session: Session): Promise<State> {
  const catalog = await readCatalog(session);
  const rows: Record<string, unknown> = {};
  for (const { schema, name, columns } of [...catalog.tables, ...catalog.views]) {
    const names = columns.map((column) => quoteIdentifier(column.name)).sort();
    const [row] = await session.query<{ all: unknown }>(
      `select coalesce(json_agg(r order by r::text), '[]')::text as all from (select ${names.join(", ")} from ${qualified(schema, name)}) r`,
    );
    rows[`${schema}.${name}`] = row?.all;
  }
  return { catalog, rows };
}

export function expectSame(state: State, wanted: State, what: string): void {
  expect(compare(state.catalog, wanted.catalog).differences, what).toEqual([]);
  expect(state.rows, what).toEqual(wanted.rows);
}

/** The state that the script leaves as it stands. */
export async function naively(setup: string, sql: string, cluster?: string): Promise<State> {
  await using database = await testDatabase("", cluster);
  await database.runAsSuperuser("drop extension pg_stat_statements");
  await database.run(setup);
  for (const { text } of await parseScript(sql)) await database.run(text);
  await using session = await openSession(database.url);
  return await stateOf(session);
}

/** Errors of the plan itself, and steps that hold others up while they work. */
export const faults = ({ findings, questions }: Plan): unknown[] => [
  ...findings.filter(({ level }) => level === "error").map(({ message }) => message),
  ...questions.map(({ question }) => question),
];

interface Proven {
  readonly setup: string;
  readonly sql: string;
  readonly request?: Partial<PlanRequest>;
  /** The script as Postgres takes it, where it does not take it as it stands. */
  readonly naive?: (sql: string) => string;
  /** Where rows cannot be what the script makes of them. */
  readonly otherRows?: boolean;
  readonly cluster?: string;
  /** Roll back from every step, not alone from the last before the switch, and from the last that can be taken back. */
  readonly everyStep?: boolean;
}

/**
 * Executes the plan on a database with rows: back from the prefixes to the start, forward to what the script does, every verification as
 * it is expected, and no lock under which a table is read.
 */
export async function prove({
  setup,
  sql,
  request,
  naive = (script) => script,
  otherRows,
  cluster,
  everyStep,
}: Proven): Promise<Plan> {
  await using made = await planned(setup, { sql, ...request }, cluster);
  const { plan, steps, session, run } = made;
  expect(faults(plan)).toEqual([]);
  expect(steps.length, "steps").toBeGreaterThan(0);
  const start = await stateOf(session);
  const firm = steps.findIndex(({ irreversible }) => irreversible === true);
  const free = firm === -1 ? steps : steps.slice(0, firm);
  for (const [at, step] of free.entries()) {
    const next = free[at + 1]?.id;
    if (everyStep !== true && next !== undefined && next !== "switch.1") continue;
    for (const done of free.slice(0, at + 1)) await run(done);
    for (const done of free.slice(0, at + 1).toReversed()) await run(done, "back");
    expectSame(await stateOf(session), start, `back from ${step.id}`);
  }
  for (const phase of plan.phases) {
    for (const step of phase.steps) await run(step);
    for (const { purpose, sql: query, expect: wanted } of phase.verification) {
      const [row = {}] = await session.query(query);
      expect(String(Object.values(row)[0]), purpose).toBe(String(wanted));
    }
  }
  const end = await stateOf(session);
  const wanted = await naively(setup, naive(sql), cluster);
  expectSame(otherRows === true ? { ...end, rows: wanted.rows } : end, wanted, "the end");
  return plan;
}
