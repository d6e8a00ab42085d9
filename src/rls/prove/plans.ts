import { ToolError } from "../../core/errors.ts";
import type { Call } from "../../core/tool.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { createOracle } from "../oracle/expect.ts";
import { follow, type Values } from "../oracle/world.ts";
import type { RlsProof } from "../proof.ts";
import type { TableCells } from "./run-cells.ts";
import type { Scene } from "./ways-round/scene.ts";
import { actorsOf, type Actor } from "./world/actors.ts";

/** Rows of each of the two tenants. */
const ROWS = 100_000;

/** A subquery that runs so often runs for each row. */
const PER_ROW = 1_000;

/** So many times the time without policies is slow. */
const SLOW = 10;

type PlanCheck = RlsProof["plans"][number];

/**
 * How the policies do on tables of 100,000 rows a tenant: made from rows of the world, asked as the application with EXPLAIN ANALYZE, and
 * taken back. When the time is over, the other tables are left out and named.
 */
export async function checkPlans(scene: Scene, call: Call, budgetMs: number): Promise<PlanCheck[]> {
  const { tables, intent, built, shared } = scene;
  const until = performance.now() + budgetMs;
  const checks: PlanCheck[] = [];
  const actors = actorsOf(intent, built.cast);
  for (const [at, cells] of tables.entries()) {
    const { rows } = cells.ground;
    if (shared || performance.now() > until || rows.table.kind !== "table") continue;
    call.signal.throwIfAborted();
    call.progress(at, `Planning with ${ROWS * 2} rows in ${rows.name}`, tables.length);
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
  const { table, name } = rows;
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
      for (const sql of [...prelude, ...loose(table)]) await session.query(sql);
      for (const row of [mine.values, theirs.values]) await session.query(copies(table, row));
      if (table.rowSecurity.forced)
        await session.query(`alter table ${name} force row level security`);
      await session.query(`analyze ${name}`);
      for (const [setting, value] of actor.settings)
        await session.query("select pg_catalog.set_config($1, $2, true)", [setting, value]);
      await session.query(`set local role ${quoteIdentifier(intent.applicationRole)}`);
      const guarded = await explain(session, `select pg_catalog.count(*) from ${name}`);
      await session.query("set local enable_seqscan = off");
      const forced = await explain(session, `select pg_catalog.count(*) from ${name}`);
      await session.query("set local enable_seqscan = on");
      await session.query("set local role none");
      await session.query(`alter table ${name} disable row level security`);
      const bare = await explain(session, `select pg_catalog.count(*) from ${name}`);
      const factor = guarded.ms / Math.max(bare.ms, 0.01);
      const indexed = forced.indexed;
      const ok = !guarded.perRow && indexed && factor < SLOW;
      const parts = [
        guarded.perRow ? "a subquery runs for each row" : "no subquery per row",
        indexed ? "an index serves the policy" : "no index serves the policy",
        `${guarded.ms.toFixed(1)} ms with policies, ${bare.ms.toFixed(1)} ms for the whole table without: ${factor.toFixed(1)} times`,
      ];
      return { table: name, ok, detail: parts.join("; ") };
    },
  );
}

/** Nothing but the rows themselves is of interest. */
function loose(table: Table): string[] {
  const name = `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`;
  return [
    ...table.constraints
      .filter(({ kind, inherited }) => (kind === "foreign key" || kind === "check") && !inherited)
      .map(
        (constraint) =>
          `alter table ${name} drop constraint if exists ${quoteIdentifier(constraint.name)}`,
      ),
    ...(table.triggers.some(({ enabled }) => enabled !== "disabled")
      ? [`alter table ${name} disable trigger user`]
      : []),
    `alter table ${name} no force row level security`,
  ];
}

/** Copies of a row that differ in what has to be unique. */
function copies(table: Table, row: Values): string {
  const keys = new Set(
    table.indexes
      .filter(({ unique }) => unique)
      .flatMap(({ keys: parts }) => parts.flatMap(({ column }) => column ?? [])),
  );
  const columns = table.columns.filter(({ generated }) => generated === null);
  const values = columns.map(({ name, type }) => {
    const value = row[name] ?? null;
    const constant = value === null ? `null::${type}` : `${quoteLiteral(value)}::${type}`;
    // who owns a row stays, what tells it apart does not
    if (!keys.has(name) || isShared(table, name)) return constant;
    if (type === "uuid") return "pg_catalog.gen_random_uuid()";
    if (/^(?:integer|bigint|numeric)/.test(type))
      return `(${value ?? 0}::int8 + 1000000 + i)::${type}`;
    if (/^(?:text|character varying$)/.test(type))
      return `(${quoteLiteral(value ?? "")} || i)::${type}`;
    return constant;
  });
  const name = `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`;
  return `insert into ${name} (${columns.map((column) => quoteIdentifier(column.name)).join(", ")}) overriding system value select ${values.join(", ")} from pg_catalog.generate_series(1, ${ROWS}) i on conflict do nothing`;
}

/** Of a key of several columns the first says whose the row is. */
function isShared({ indexes }: Table, column: string): boolean {
  return indexes.some(
    ({ unique, keys }) => unique && keys.length > 1 && keys[0]?.column === column,
  );
}

interface Explained {
  readonly ms: number;
  readonly perRow: boolean;
  readonly indexed: boolean;
}

interface Node {
  readonly "Subplan Name"?: string;
  readonly "Actual Loops"?: number;
  readonly "Index Cond"?: string;
  readonly Plans?: readonly Node[];
}

async function explain(session: Scene["session"], sql: string): Promise<Explained> {
  let best: Explained | undefined;
  for (let run = 0; run < 2; run++) {
    const [row] = await session.query<{
      "QUERY PLAN": string | readonly { Plan: Node; "Execution Time": number }[];
    }>(`explain (analyze, timing off, format json) ${sql}`);
    const answer = row?.["QUERY PLAN"];
    const [plan] = (typeof answer === "string" ? JSON.parse(answer) : (answer ?? [])) as {
      Plan: Node;
      "Execution Time": number;
    }[];
    if (plan === undefined) continue;
    const nodes = flat(plan.Plan);
    const ms = plan["Execution Time"];
    const explained = {
      ms: Math.min(ms, best?.ms ?? ms),
      perRow: nodes.some(
        (node) =>
          (node["Subplan Name"] ?? "").startsWith("SubPlan") &&
          (node["Actual Loops"] ?? 0) > PER_ROW,
      ),
      indexed: nodes.some((node) => node["Index Cond"] !== undefined),
    };
    best = explained;
  }
  return best ?? { ms: 0, perRow: false, indexed: false };
}

const flat = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(flat)];
