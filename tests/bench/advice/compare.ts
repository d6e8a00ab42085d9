import pg from "pg";
import type { Twin } from "../../../src/core/twin.ts";
import { advise } from "../../../src/query/advice/advise.ts";
import type { Configuration } from "../../../src/query/advice/candidate.ts";
import { createStatement } from "../../../src/query/advice/candidates/definition.ts";
import { readyToExplain } from "../../../src/query/advice/explain-plan.ts";
import { attributesOf } from "../../../src/query/advice/make-candidates.ts";
import { Objective } from "../../../src/query/advice/objective.ts";
import { prepare } from "../../../src/query/advice/prepare.ts";
import { readWorkload } from "../../../src/query/advice/read-workload.ts";
import { extend, type Attributes } from "../../../src/query/advice/search/extend.ts";
import { WhatIf } from "../../../src/query/advice/what-if.ts";
import { indexAdvisor } from "./references/index-advisor.ts";
import { mcpPro } from "./references/mcp-pro.ts";
import type { Workload } from "./workload.ts";

export interface Outcome {
  readonly algorithm: string;
  readonly budgetBytes: number;
  /** Cost of the workload with the indexes by that without. */
  readonly relative: number;
  readonly modelBytes: number;
  /** Of the indexes when they were really built. */
  readonly builtBytes: number;
  readonly indexes: number;
  readonly calls: number;
  readonly ms: number;
}

type Reference = (
  objective: Objective,
  attributes: readonly Attributes[],
) => Promise<Configuration>;

const references: Readonly<Record<string, Reference>> = {
  "Extend, width 2": (objective, attributes) => extend(objective, attributes, 2),
  "index_advisor style": (objective) => indexAdvisor(objective),
  "MCP Pro style": mcpPro,
};

/** Ours and the references on one workload, all by the same twin's planner, the indexes then built on the database itself. */
export async function compare(
  twin: Twin,
  { queries }: Workload,
  budgets: readonly number[],
  url: string,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const { signal } = new AbortController();
  for (const budgetBytes of budgets) {
    const started = performance.now();
    const advice = await advise(twin, queries, { budgetBytes }, { signal, progress: () => {} });
    outcomes.push({
      algorithm: "neon-dba",
      budgetBytes,
      relative: advice.costAfter / advice.costBefore,
      modelBytes: advice.create.reduce((sum, { bytes }) => sum + bytes, 0),
      builtBytes: await builtBytes(
        url,
        advice.create.map(({ sql }) => sql),
      ),
      indexes: advice.create.length,
      calls: advice.whatIfCalls,
      ms: performance.now() - started,
    });
  }
  for (const [algorithm, run] of Object.entries(references))
    for (const budgetBytes of budgets)
      outcomes.push(await refer(twin, { queries, budgetBytes, url, algorithm, run }));
  return outcomes;
}

interface Reckoning {
  readonly queries: Workload["queries"];
  readonly budgetBytes: number;
  readonly url: string;
  readonly algorithm: string;
  readonly run: Reference;
}

async function refer(
  twin: Twin,
  { queries, budgetBytes, url, algorithm, run }: Reckoning,
): Promise<Outcome> {
  const started = performance.now();
  await readyToExplain(twin.session);
  const read = await readWorkload(twin.session, (await prepare(queries)).queries, () => {});
  const whatIf = new WhatIf(twin, read.subjects, () => false);
  const limits = { budgetBytes, maxIndexes: Number.POSITIVE_INFINITY };
  const objective = new Objective(whatIf, read.writes, limits);
  const found = await run(objective, attributesOf(read.uses.flat()));
  const ms = performance.now() - started;
  const relative = (await objective.total(found)) / (await objective.total(new Set()));
  const statements = objective
    .candidates(found)
    .map(({ definition }) => createStatement(definition));
  const modelBytes = objective.bytes(found);
  const { calls } = whatIf;
  await whatIf.clear();
  return {
    algorithm,
    budgetBytes,
    relative,
    modelBytes,
    builtBytes: await builtBytes(url, statements),
    indexes: found.size,
    calls,
    ms,
  };
}

/** Builds the indexes in a transaction that is rolled back. */
async function builtBytes(url: string, statements: readonly string[]): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("begin");
    const size = async (): Promise<number> => {
      const { rows } = await client.query(
        "select coalesce(sum(pg_relation_size(oid)), 0)::float8 as bytes from pg_class where relkind = 'i' and relnamespace = 'public'::regnamespace",
      );
      return Number(rows[0]?.bytes);
    };
    const before = await size();
    for (const sql of statements) await client.query(sql.replace(" concurrently", ""));
    return (await size()) - before;
  } finally {
    await client.query("rollback");
    await client.end();
  }
}
