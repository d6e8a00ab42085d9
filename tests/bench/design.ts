import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../src/config.ts";
import { Redactor } from "../../src/core/redact.ts";
import { openDeps } from "../../src/deps/open-deps.ts";
import { readCatalog } from "../../src/postgres/catalog/read-catalog.ts";
import { guardRows } from "../../src/schema/design/access/guard.ts";
import { planAll, readyToPlan } from "../../src/schema/design/access/plan.ts";
import type { ProvenAccess } from "../../src/schema/design/access/proven.ts";
import type { Design, DesignedTable } from "../../src/schema/design/tables.ts";
import { fillTables } from "../../src/schema/rows/fill.ts";
import { qualified } from "../../src/sql/quote.ts";
import { models } from "../data/design/models.ts";
import { memoryPlans } from "../helpers/deps.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
import { designOf, prove, shadowOf } from "../src/schema/design/access/designed.ts";
import { print, timed } from "./figures.ts";

/**
 * Access patterns of ten models, or of those that are named: how many are answered by an index at the expected rows, which indexes are
 * kept and dropped for that, and how long it takes. `npm run bench -- design [model ...]`. With `--real` tables of at most 6,000 rows are
 * filled, too, and it is told whether Postgres plans on them as on the twin.
 */
const home = mkdtempSync(join(tmpdir(), "neon-dba-bench-"));
const config = readConfig([], { NEON_DBA_HOME: home });
const deps = openDeps(config, new Redactor(), () => {}, memoryPlans());
// the cluster for shadows is made once in a home
await (await deps.shadow(new AbortController().signal))[Symbol.asyncDispose]();

/** Of tables that are filled. */
const ROWS = 6_000;
const isReal = process.argv.includes("--real");
const named = process.argv.slice(2).filter((name) => name !== "--real");
const figures: Record<string, Record<string, number>> = {};
const told: string[] = [];
for (const name of named.length > 0 ? named : Object.keys(models)) {
  const whole = designOf(models[name] ?? {});
  const design = isReal ? { ...whole, tables: whole.tables.map(smaller) } : whole;
  const { result, ms } = await timed(() => prove(deps, design));
  const { patterns, indexes, dropped } = result;
  const real = isReal ? await planReally(design, result) : [];
  figures[name] = {
    tables: design.tables.length,
    patterns: patterns.length,
    "by an index": patterns.filter(({ uses }) => uses.length > 0).length,
    "by a key alone": patterns.filter(
      ({ uses }) =>
        uses.length > 0 && uses.every((one) => indexes.every((index) => index.name !== one)),
    ).length,
    "not ok": patterns.filter(({ ok }) => !ok).length,
    indexes: indexes.length,
    dropped: dropped.length,
    ms,
  };
  told.push(
    ...patterns.map(
      ({ name: pattern, ok, uses, plan, cost, reason }, at) =>
        `${name}, ${pattern}: ${ok ? "" : "NOT OK "}${uses.join(" and ") || "no index"} (${reason ?? plan}, cost ${cost.toFixed(0)})${isReal ? `\n    on rows: ${real[at]}` : ""}`,
    ),
  );
}
print("access patterns of ten models", figures);
process.stdout.write(`${told.join("\n")}\n`);
await deps.close();
removeHome(home);

function smaller(table: DesignedTable): DesignedTable {
  return { ...table, expectedRows: Math.min(table.expectedRows, ROWS) };
}

/** What Postgres plans for each pattern on tables that have their rows, and the indexes of the design. */
async function planReally(design: Design, { indexes, patterns }: ProvenAccess): Promise<string[]> {
  await using shadow = await shadowOf(deps, design);
  const { session } = shadow;
  const given = new Map(
    design.tables.map(({ schema, name, livePredicate, expectedRows: rows }) => [
      qualified(schema, name),
      {
        rows,
        referenced: rows,
        columns: new Map(livePredicate === null ? [] : [["deleted_at", Array(rows).fill(null)]]),
      },
    ]),
  );
  await fillTables(session, await readCatalog(session), { rows: ROWS, given });
  for (const { sql } of indexes) await session.query(sql);
  await session.query("analyze");
  await guardRows(session, design);
  await readyToPlan(session);
  const plans = await planAll(
    session,
    patterns.map(({ sql }) => sql),
  );
  return plans.map((plan, at) => {
    if (typeof plan === "string") return plan;
    const same = new Set([...plan.indexes, ...(patterns[at]?.uses ?? [])]).size;
    return `${same === plan.indexes.length ? "the same indexes" : `OTHERS: ${plan.steps}`}, cost ${plan.cost.toFixed(0)}`;
  });
}
