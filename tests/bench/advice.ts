import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { readConfig } from "../../src/config.ts";
import { Redactor } from "../../src/core/redact.ts";
import { openDeps } from "../../src/deps/open-deps.ts";
import { createEmbedded } from "../../src/embedded/embedded.ts";
import { findInstallation } from "../../src/embedded/installation.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { compare } from "./advice/compare.ts";
import type { Workload } from "./advice/workload.ts";
import { eventLog } from "./advice/workloads/event-log.ts";
import { orderSystem } from "./advice/workloads/order-system.ts";
import { saas } from "./advice/workloads/saas.ts";
import { print } from "./figures.ts";
import { memoryPlans } from "../helpers/deps.ts";

/**
 * The index advisor against Extend, index_advisor and Postgres MCP Pro on three workloads at five budgets: relative cost of the
 * workload, size by the model and really built, plans asked for, time. `npm run bench -- advice [part of a workload's name]`.
 */
const only = process.argv[2] ?? "";
const shares = [0.02, 0.05, 0.1, 0.25, 0.5];

const plain = temporaryHome();
const cluster = await startCluster(plain, await findInstallation(plain));
const home = mkdtempSync(join(tmpdir(), "neon-dba-bench-"));

async function run(workload: Workload, name: string): Promise<void> {
  const admin = new pg.Client({ connectionString: cluster.url });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = cluster.url.replace(/\/postgres$/, `/${name}`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(workload.setup);
  await client.query("vacuum analyze");
  const { rows } = await client.query(
    "select sum(pg_relation_size(oid))::float8 as bytes from pg_class where relkind in ('r', 'm') and relnamespace = 'public'::regnamespace",
  );
  await client.end();
  const budgets = shares.map((share) => Math.round(Number(rows[0]?.bytes) * share));
  const deps = openDeps(
    readConfig([], { DATABASE_URL: url, NEON_DBA_HOME: home }),
    new Redactor(),
    () => {},
    memoryPlans(),
  );
  try {
    await using twin = await deps.twin({ signal: new AbortController().signal });
    const mb = (bytes: number): string => (bytes / 1048576).toFixed(1);
    const outcomes = await compare(twin, workload, budgets, url);
    const lines = outcomes.map((one) => [
      `${one.algorithm} at ${mb(one.budgetBytes)} MB`,
      {
        relative: one.relative.toFixed(4),
        "model MB": mb(one.modelBytes),
        "built MB": mb(one.builtBytes),
        indexes: one.indexes.toFixed(0),
        plans: one.calls.toFixed(0),
        seconds: one.ms / 1000,
      },
    ]);
    print(
      `${workload.name}, ${workload.queries.length} queries, ${mb(Number(rows[0]?.bytes))} MB`,
      Object.fromEntries(lines),
    );
  } finally {
    await deps.close();
  }
}

// while twins and clusters close, nothing else keeps the process running
const alive = setInterval(() => {}, 1_000);
try {
  for (const [at, workload] of [orderSystem, eventLog, saas].entries())
    if (workload.name.includes(only)) await run(workload, `workload_${at}`);
} finally {
  await createEmbedded({ home }).destroy();
  rmSync(home, { recursive: true, force: true });
  await cluster.stop();
  clearInterval(alive);
}
