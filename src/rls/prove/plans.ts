import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Call } from "../../core/tool.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { createOracle } from "../oracle/expect.ts";
import { follow } from "../oracle/world.ts";
import type { RlsProof } from "../proof.ts";
import { busiestOf } from "./busiest.ts";
import { multiply, ROWS } from "./multiply.ts";
import type { TableCells } from "./run-cells.ts";
import type { Scene } from "./ways-round/scene.ts";
import { actorsOf, type Actor } from "./world/actors.ts";

/** A subquery that runs so often runs for each row. */
const PER_ROW = 1_000;

/** So many times the time without policies is slow. */
const SLOW = 10;

type PlanCheck = RlsProof["plans"][number];

/** Of a table that is read sooner than that in milliseconds, two times say nothing of each other. */
const SHORT = 1;

/**
 * How the policies do on tables of 100,000 rows a tenant: made from rows of the world, asked as the application with EXPLAIN ANALYZE, and
 * taken back. On a branch the rows are those that are there, and whoever has most of them asks. When the time is over, the other tables are left out and named.
 */
export async function checkPlans(scene: Scene, call: Call, budgetMs: number): Promise<PlanCheck[]> {
  const { tables, intent, built } = scene;
  const until = performance.now() + budgetMs;
  const checks: PlanCheck[] = [];
  const actors = actorsOf(intent, built.cast);
  for (const [at, cells] of tables.entries()) {
    const { rows } = cells.ground;
    if (performance.now() > until || rows.table.kind !== "table") continue;
    call.signal.throwIfAborted();
    const count = scene.shared ? rows.others : ROWS * 2;
    call.progress(at, `Planning with ${count} rows in ${rows.name}`, tables.length);
    const check = await checkTable(scene, cells, actors).catch((error: unknown) => {
      if (error instanceof ToolError && error.sqlstate !== undefined && error.code !== "CANCELLED")
        return undefined;
      throw error;
    });
    if (check !== undefined) checks.push(check);
  }
  return checks;
}

async function checkTable(
  scene: Scene,
  { ground, prelude }: TableCells,
  actors: readonly Actor[],
): Promise<PlanCheck | undefined> {
  const { session, intent, built } = scene;
  const { rows, resolved } = ground;
  const { name } = rows;
  const oracle = createOracle(intent, built.world);
  const actor = actors.find(
    ({ identity }) =>
      oracle.expect(resolved, { kind: "application", identity }, { does: "select" }).effect ===
      "rows",
  );
  if (actor === undefined || resolved.allow.select.includes("anyone")) return undefined;
  const seen = oracle.expect(
    resolved,
    { kind: "application", identity: actor.identity },
    { does: "select" },
  );
  const ids = new Set(seen.effect === "rows" ? seen.ids : []);
  const mine = rows.rows.find(({ id }) => ids.has(id));
  const theirs = rows.rows.find(
    ({ id, values }) =>
      !ids.has(id) && follow(built.world, resolved.tenant ?? resolved.owner, values) !== null,
  );
  if (mine === undefined || theirs === undefined) return undefined;
  return session.transaction(
    { access: "read write", rollback: true, statementTimeoutMs: 20_000 },
    async () => {
      if (!scene.shared) {
        for (const sql of prelude) await session.query(sql);
        await multiply(session, rows, [mine.values, theirs.values]);
      }
      const asking = (scene.shared ? await busiestOf(scene, resolved) : undefined) ?? actor;
      await session.query(`analyze ${name}`);
      for (const [setting, value] of asking.settings)
        await session.query("select pg_catalog.set_config($1, $2, true)", [setting, value]);
      await session.query(`set local role ${quoteIdentifier(intent.applicationRole)}`);
      const counted = `select pg_catalog.count(*) from ${name}`;
      let guarded = await measure(session, counted);
      await session.query("set local enable_seqscan = off");
      const indexed = guarded.indexed || (await plan(session, counted)).indexed;
      await session.query("set local enable_seqscan = on");
      await session.query("set local role none");
      await session.query(`alter table ${name} disable row level security`);
      const bare = await measure(session, counted);
      if (!guarded.perRow && guarded.ms / bare.ms >= SLOW) {
        // once more: the first may have been held up by another's work
        await session.query(`alter table ${name} enable row level security`);
        await session.query(`set local role ${quoteIdentifier(intent.applicationRole)}`);
        const again = await measure(session, counted);
        if (again.ms < guarded.ms) guarded = again;
      }
      const factor = guarded.ms / Math.max(bare.ms, 0.01);
      const isShort = scene.shared && bare.ms < SHORT;
      const ok = !guarded.perRow && indexed && (factor < SLOW || isShort);
      const parts = [
        guarded.perRow ? "a subquery runs for each row" : "no subquery per row",
        indexed ? "an index serves the policy" : "no index serves the policy",
        `${guarded.ms.toFixed(1)} ms with policies, ${bare.ms.toFixed(1)} ms for the whole table without: ${factor.toFixed(1)} times`,
      ];
      return {
        table: name,
        ok,
        detail: [...(scene.shared ? [`${rows.others} rows of its own`] : []), ...parts].join("; "),
      };
    },
  );
}

interface Explained {
  readonly perRow: boolean;
  readonly indexed: boolean;
}

interface Measured extends Explained {
  readonly ms: number;
}

interface Node {
  readonly "Subplan Name"?: string;
  readonly "Actual Loops"?: number;
  readonly "Index Cond"?: string;
  readonly Plans?: readonly Node[];
}

interface Answer {
  readonly Plan: Node;
  readonly "Execution Time"?: number;
}

const measure = async (session: Session, sql: string): Promise<Measured> => {
  const answer = await explain(session, "analyze, timing off, format json", sql);
  return { ...explained(answer), ms: answer["Execution Time"] ?? 0 };
};

const plan = async (session: Session, sql: string): Promise<Explained> =>
  explained(await explain(session, "format json", sql));

async function explain(session: Session, options: string, sql: string): Promise<Answer> {
  const [row] = await session.query<{ "QUERY PLAN": string | readonly Answer[] }>(
    `explain (${options}) ${sql}`,
  );
  const text = row?.["QUERY PLAN"] ?? [];
  const [answer] = typeof text === "string" ? (JSON.parse(text) as readonly Answer[]) : text;
  return answer ?? { Plan: {} };
}

function explained({ Plan: root }: Answer): Explained {
  const nodes = flat(root);
  return {
    perRow: nodes.some(
      (node) =>
        (node["Subplan Name"] ?? "").startsWith("SubPlan") && (node["Actual Loops"] ?? 0) > PER_ROW,
    ),
    indexed: nodes.some((node) => node["Index Cond"] !== undefined),
  };
}

const flat = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(flat)];
