import { readConfig } from "../../src/config.ts";
import { Redactor } from "../../src/core/redact.ts";
import type { Call } from "../../src/core/tool.ts";
import { openDeps } from "../../src/deps/open-deps.ts";
import { seed } from "../../src/demo/seed.ts";
import { measureOnBranch } from "../../src/query/advice/measure/measure.ts";
import { explain } from "../../src/query/explain.ts";
import { explainable } from "../../src/query/explainable.ts";
import { parseScript } from "../../src/sql/parse.ts";
import { localNeon } from "../helpers/local-neon.ts";
import { print } from "./figures.ts";
import { memoryPlans } from "../helpers/deps.ts";

/**
 * Ten indexes on the demo's million rows: what the twin says that each saves of its query's cost, and what it saves of its time when it is
 * built on a branch of the local Neon; sizes by the model and built. `npm run bench -- savings`.
 */
const tried: readonly (readonly [index: string, sql: string])[] = [
  [
    "tasks (organization_id, status, due_at)",
    "select id, title, due_at from tasks where organization_id = 7 and status = 'todo' order by due_at limit 20",
  ],
  ["tasks (assignee_id)", "select * from tasks where assignee_id = 77"],
  ["tasks (created_at)", "select count(*) from tasks where created_at >= '2026-01-25'"],
  [
    "tasks (due_at) where status <> 'done'",
    "select id from tasks where status <> 'done' and due_at < '2026-01-03'",
  ],
  ["tasks (lower(title))", "select id from tasks where lower(title) = 'task 4711'"],
  [
    "comments (author_id, created_at desc)",
    "select body from comments where author_id = 7 order by created_at desc limit 10",
  ],
  [
    "activity using gin (detail jsonb_path_ops)",
    `select * from activity where detail @> '{"n": 4711}'`,
  ],
  [
    "activity (organization_id, created_at)",
    "select verb, count(*) from activity where organization_id = 7 and created_at >= '2025-09-01' group by verb",
  ],
  [
    "activity using brin (created_at)",
    "select count(*) from activity where created_at >= '2025-10-01'",
  ],
  [
    "attachments (task_id) include (bytes)",
    "select sum(bytes) from attachments where task_id between 100 and 400",
  ],
];

const { signal } = new AbortController();
const call: Call = { signal, progress: () => {}, confirm: async () => {} };
const neon = await localNeon();
const deps = openDeps(
  readConfig(["--access", "full"], { NEON_DBA_HOME: neon.home }),
  new Redactor(),
  () => {},
  memoryPlans(),
);
try {
  {
    await using session = await deps.session({ intent: "write", signal });
    await session.query("set statement_timeout = 0");
    for (const { text } of await parseScript(`${seed}; vacuum analyze`)) await session.query(text);
  }
  const rows: [string, Record<string, string>][] = [];
  for (const [index, sql] of tried) {
    const create = `create index concurrently on ${index}`;
    const given = await explainable(sql);
    const cost = async (on: Parameters<typeof explain>[0]): Promise<number> =>
      (await explain(on, given, { analyze: false })).plan.root.estimate.totalCost;
    await using twin = await deps.twin({ signal });
    const before = await cost(twin.session);
    const [made] = await twin.createIndexes([create]);
    if (made === undefined || made instanceof Error) throw new Error(`no ${index}`);
    const after = await cost(twin.session);
    const { measured, bytes } = await measureOnBranch(
      { target: undefined, indexes: [create], queries: [{ query: 0, given }] },
      deps,
      call,
    );
    const [ran] = measured;
    const percent = (part: number, of: number): string => `${((100 * part) / of).toFixed(1)} %`;
    rows.push([
      index.slice(0, 40),
      {
        "cost left": percent(after, before),
        "time left, warm": percent(ran?.after_ms ?? 0, ran?.before_ms ?? 1),
        cold: percent(ran?.cold_after_ms ?? 0, ran?.cold_before_ms ?? 1),
        ms: `${ran?.before_ms.toFixed(2)} -> ${ran?.after_ms.toFixed(2)}`,
        size: `${(made.bytes / 1024).toFixed(0)} kB, built ${((bytes[0] ?? 0) / 1024).toFixed(0)} kB`,
      },
    ]);
  }
  print("Estimated on the twin, measured on a branch", Object.fromEntries(rows));
} finally {
  await deps.close();
  await neon[Symbol.asyncDispose]();
}
