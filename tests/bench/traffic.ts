import { readConfig } from "../../src/config.ts";
import { Redactor } from "../../src/core/redact.ts";
import type { Call } from "../../src/core/tool.ts";
import { openDeps } from "../../src/deps/open-deps.ts";
import { planMigration } from "../../src/migration/plan/plan.ts";
import { rehearseMigration } from "../../src/migration/rehearse/rehearse.ts";
import { memoryPlans } from "../helpers/deps.ts";
import { localNeon } from "../helpers/local-neon.ts";
import { print, timed } from "./figures.ts";

/**
 * Plans go forward, back and forward again on shadows while applications write: at least so many writes that Postgres confirms, and how
 * many of them are lost. `npm run bench -- traffic [writes]`.
 */
const wanted = Number(process.argv[2] ?? 100_000);
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
{
  await using session = await deps.session({ intent: "write", signal });
  for (const sql of [
    "create table public.teams (id int primary key, name text not null unique)",
    `create table public.tasks (id int generated always as identity primary key, team_id int not null, title text not null,
       state text not null default 'open' check (state in ('open', 'done')), due_at timestamptz, points int not null default 1)`,
    "create index on public.tasks (team_id)",
  ])
    await session.query(sql);
}

const changes: Record<string, string> = {
  "wider type": "alter table public.tasks alter column points type bigint",
  "foreign key": "alter table public.tasks add foreign key (team_id) references public.teams",
  "not null": "alter table public.tasks alter column due_at set not null",
  rename: "alter table public.tasks rename column title to name",
  check: "alter table public.tasks add constraint some_points check (points >= 0)",
  unique: "create unique index on public.tasks (title)",
  "drop column": "alter table public.tasks drop column due_at",
  "key to uuid": "alter table public.tasks alter column id type uuid",
};
const names = Object.keys(changes);
// a plan has five phases, which it goes through twice, and there is a beginning and an end
const writesPerPhase = Math.ceil(wanted / names.length / 10);

let [writes, lost] = [0, 0];
for (const name of names) {
  const plan = await planMigration(
    {
      name,
      sql: changes[name] ?? "",
      hints: { renames: {}, using: {}, backfill: { "public.tasks.due_at": "now()" } },
      oldStatements: ["select id, title from public.tasks where id = $1"],
      lockTimeoutMs: 2_000,
      batchSize: 5_000,
    },
    deps,
    call,
  );
  if (plan.phases.length === 0) {
    print(name, {
      skipped: { reason: plan.questions[0]?.question ?? plan.findings[0]?.message ?? "" },
    });
    continue;
  }
  const { ms, result } = await timed(() =>
    rehearseMigration(
      { plan_id: plan.plan_id, on: "shadow", rowsPerTable: 1_000, traffic: true, writesPerPhase },
      deps,
      call,
    ),
  );
  writes += result.traffic?.writes ?? 0;
  lost += result.traffic?.lost ?? 0;
  print(name, {
    figures: {
      seconds: ms / 1_000,
      writes: result.traffic?.writes ?? 0,
      lost: result.traffic?.lost ?? 0,
      "longest ms": result.traffic?.longest_ms ?? 0,
      failures:
        result.failures
          .map(({ step, phase, what, quoted }) => `${step ?? phase ?? ""} ${what} ${quoted ?? ""}`)
          .join("; ") || "none",
    },
  });
}
print("all", { figures: { writes, lost } });
await deps.close();
clearInterval(alive);
