import type { Deps } from "../../../../src/core/deps.ts";
import type { Plan } from "../../../../src/core/migration.ts";
import type { Call } from "../../../../src/core/tool.ts";
import type { PlanRequest } from "../../../../src/migration/plan/request.ts";
import { planMigration } from "../../../../src/migration/plan/plan.ts";
import { createPool } from "../../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../../src/postgres/url.ts";
import { memoryPlans, noNeon } from "../../../helpers/deps.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import type { TestDatabase } from "../../../helpers/postgres.ts";
import { openSession } from "../../query/session.ts";

/** A target with rows, and shadows beside it. */
export interface Harness extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly deps: Deps;
  plan(request: Partial<PlanRequest>): Promise<Plan>;
}

export async function harness(setup: string, cluster?: string): Promise<Harness> {
  const database = await emptyDatabase(cluster);
  await database.run(setup);
  const pool = createPool({ deployment: "url", address: async () => addressFromUrl(database.url) });
  const deps: Deps = {
    access: "guarded",
    session: ({ signal }) => pool.open({ signal }),
    ...noNeon,
    plans: memoryPlans(),
    shadow: openShadow,
  };
  return {
    database,
    deps,
    plan: (request) => planMigration({ ...defaults, ...request }, deps, call),
    async [Symbol.asyncDispose]() {
      await pool.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

export const call: Call = {
  signal: new AbortController().signal,
  progress: () => {},
  confirm: async () => {},
};

const defaults: PlanRequest = {
  name: "test",
  hints: { renames: {}, using: {}, backfill: {} },
  oldStatements: [],
  lockTimeoutMs: 2_000,
  batchSize: 3,
};

/** Without the extension that only a superuser can make again. */
async function emptyDatabase(cluster?: string): Promise<TestDatabase> {
  const database = await testDatabase("", cluster);
  await database.runAsSuperuser("drop extension pg_stat_statements");
  return database;
}

/** Shadows are Postgres 18, whatever the target is. */
const openShadow: Deps["shadow"] = async () => {
  const database = await emptyDatabase();
  const session = await openSession(database.url);
  return {
    session,
    connect: () => openSession(database.url),
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
};
