import { readConfig } from "../../src/config.ts";
import { Redactor } from "../../src/core/redact.ts";
import type { Call } from "../../src/core/tool.ts";
import { openDeps } from "../../src/deps/open-deps.ts";
import { planMigration } from "../../src/migration/plan/plan.ts";
import { rehearseMigration } from "../../src/migration/rehearse/rehearse.ts";
import { memoryPlans } from "../helpers/deps.ts";
import { localNeon } from "../helpers/local-neon.ts";
import { median, print, timed } from "./figures.ts";

/**
 * Planning and rehearsing on a local Neon of its own: a change of one table, and one of all 50 tables of a schema; rehearsals in a minute.
 * `npm run bench -- rehearse [N]`.
 */
const rounds = Number(process.argv[2] ?? 5);
// the connections of a pool do not keep a process alive
const alive = setInterval(() => {}, 60_000);
const { signal } = new AbortController();
const call: Call = { signal, progress: () => {}, confirm: async () => {} };
await using neon = await localNeon();
const deps = openDeps(
  readConfig(["--access", "full"], { NEON_DBA_HOME: neon.home }),
  new Redactor(),
  () => {},
  memoryPlans(),
);

const tables = Array.from({ length: 50 }, (_, at) => `public.t${at}`);
{
  await using session = await deps.session({ intent: "write", signal });
  for (const [at, table] of tables.entries())
    await session.query(
      `create table ${table} (id bigint generated always as identity primary key, name text not null, state text not null default 'new' check (state in ('new', 'old')), amount numeric(10, 2), other_id bigint${at === 0 ? "" : ` references ${tables[at - 1] ?? ""}`}, created_at timestamptz not null default now())`,
    );
}

const changes: Record<string, string> = {
  "a column": "alter table public.t7 add column note text",
  "a type": "alter table public.t7 alter column amount type numeric(12, 4)",
  "columns of 50 tables": tables
    .map((table) => `alter table ${table} add column note text`)
    .join(";"),
  "indexes on 50 tables": tables.map((table) => `create index on ${table} (created_at)`).join(";"),
};

for (const [name, sql] of Object.entries(changes)) {
  const plans: number[] = [];
  const proofs: number[] = [];
  let [steps, failures] = [0, 0];
  for (let round = 0; round <= rounds; round++) {
    const request = {
      name: `bench ${round}`,
      sql,
      hints: { renames: {}, using: {}, backfill: {} },
      oldStatements: [],
      lockTimeoutMs: 2_000,
      batchSize: 5_000,
    };
    const planned = await timed(() => planMigration(request, deps, call));
    const rehearsed = await timed(() =>
      rehearseMigration(
        { plan_id: planned.result.plan_id, on: "shadow", rowsPerTable: 200, traffic: false },
        deps,
        call,
      ),
    );
    // the first one starts processes and loads code
    if (round > 0) {
      plans.push(planned.ms);
      proofs.push(rehearsed.ms);
    }
    steps = rehearsed.result.steps.length;
    failures += rehearsed.result.failures.length;
  }
  print(name, {
    figures: {
      steps,
      "plan ms": median(plans),
      "proof ms": median(proofs),
      "together ms": median(plans.map((ms, at) => ms + (proofs[at] ?? 0))),
      "rehearsals a minute": 60_000 / median(proofs),
      failures,
    },
  });
}
await deps.close();
clearInterval(alive);
