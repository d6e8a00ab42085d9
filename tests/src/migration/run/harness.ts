import { setTimeout as sleep } from "node:timers/promises";
import type { Deps } from "../../../../src/core/deps.ts";
import { ToolError } from "../../../../src/core/errors.ts";
import type { Phase, Plan, Proof } from "../../../../src/core/migration.ts";
import type { Call, Confirmation } from "../../../../src/core/tool.ts";
import { readTargetCatalog } from "../../../../src/migration/catalog.ts";
import {
  type Applied,
  applyMigration,
  type ApplyRequest,
} from "../../../../src/migration/run/apply.ts";
import {
  type RolledBack,
  rollbackMigration,
  type RollbackRequest,
} from "../../../../src/migration/run/rollback.ts";
import {
  migrationStatus,
  type Status,
  type StatusRequest,
} from "../../../../src/migration/run/status/status.ts";
import { fingerprint } from "../../../../src/postgres/catalog/fingerprint.ts";
import type { Catalog } from "../../../../src/postgres/catalog/model/catalog.ts";
import { memoryPlans, noNeon } from "../../../helpers/deps.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { poolOn } from "../../postgres/catalog/session.ts";
import { planOf, tasks } from "./plans.ts";

/** Applying and rolling back on a database of its own, without a protocol around it. */
export interface Harness extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly deps: Deps;
  readonly confirmations: Confirmation[];
  readonly progress: [done: number, message: string][];
  agreed: boolean;
  /** The tables as they were at first, and no ledger. */
  reset(rows?: number): Promise<void>;
  /** Saves a plan for the schema as it is, and that it was rehearsed. */
  plan(phases: readonly Phase[], more?: Partial<Plan>): Promise<Plan>;
  prove(plan: Plan, more?: Partial<Proof>): Promise<void>;
  /** Plans and proofs are gone, as those of a server whose state is lost. */
  forget(): void;
  apply(request?: Partial<ApplyRequest>, signal?: AbortSignal): Promise<Applied>;
  rollback(request?: Partial<RollbackRequest>, signal?: AbortSignal): Promise<RolledBack>;
  one(sql: string): Promise<unknown>;
  /** Waits until a query says true. */
  until(sql: string): Promise<void>;
  catalog(): Promise<Catalog>;
  fingerprint(): Promise<string>;
  status(request?: StatusRequest): Promise<Status>;
}

/** `cluster`: a superuser's URL, where it is not the run's own Postgres. */
export async function harness(rows = 1000, cluster?: string): Promise<Harness> {
  const database = await testDatabase("", cluster);
  const pool = poolOn(database.url);
  const confirmations: Confirmation[] = [];
  const progress: [number, string][] = [];
  let plans = memoryPlans();
  const deps: Deps = {
    ...noNeon,
    access: "full",
    get plans() {
      return plans;
    },
    session: ({ signal, target }) => pool.open({ signal, role: target?.role }),
    shadow: () => Promise.reject(new Error("no shadow is needed")),
  };
  const callOf = (signal: AbortSignal): Call => ({
    signal,
    progress: (done, message) => void progress.push([done, message]),
    confirm: async (confirmation) => {
      confirmations.push(confirmation);
      if (!self.agreed)
        throw new ToolError("CONFIRMATION_REQUIRED", confirmation.summary, "Ask the user.");
    },
  });
  const never = new AbortController().signal;
  const self: Harness = {
    database,
    deps,
    confirmations,
    progress,
    agreed: true,
    async reset(count = rows) {
      plans = memoryPlans();
      confirmations.length = 0;
      progress.length = 0;
      self.agreed = true;
      await database.run(`drop owned by current_user cascade; ${tasks(count)}`);
    },
    async plan(phases, more = {}) {
      const target = {
        deployment: "url",
        database: database.name,
        role: ownerOf(database),
        postgres: "18.4",
      } as const;
      const catalog = await self.catalog();
      const plan = planOf(phases, { target, fingerprint: fingerprint(catalog), catalog, ...more });
      await plans.save(plan);
      return plan;
    },
    prove: (plan, more = {}) =>
      plans.saveProof({
        plan_id: plan.plan_id,
        passed: true,
        on: "shadow",
        at: new Date().toISOString(),
        fingerprint_before: plan.fingerprint,
        fingerprints: [],
        fingerprint_after: "",
        ...more,
      }),
    forget: () => void (plans = memoryPlans()),
    apply: (request = {}, signal = never) =>
      applyMigration({ plan_id: "plan1", backup: "branch", ...request }, deps, callOf(signal)),
    rollback: (request = {}, signal = never) =>
      rollbackMigration({ plan_id: "plan1", ...request }, deps, callOf(signal)),
    one: async (sql) => Object.values((await database.run(sql))[0] ?? {})[0],
    async until(sql) {
      while ((await self.one(sql).catch(() => false)) !== true) await sleep(10);
    },
    async catalog() {
      await using session = await pool.open({ signal: never });
      return await readTargetCatalog(session);
    },
    fingerprint: async () => fingerprint(await self.catalog()),
    status: (request = {}) => migrationStatus(request, { ...deps, plans }, never),
    async [Symbol.asyncDispose]() {
      await pool.close();
      await database[Symbol.asyncDispose]();
    },
  };
  await self.reset();
  return self;
}

const ownerOf = ({ url }: TestDatabase): string => new URL(url).username;
