import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Call } from "../../core/tool.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { createOracle } from "../oracle/expect.ts";
import { follow, type Values, type WorldRow } from "../oracle/world.ts";
import type { RlsProof } from "../proof.ts";
import { nameOf } from "./place.ts";
import type { TableCells } from "./run-cells.ts";
import type { Scene } from "./ways-round/scene.ts";
import { actorsOf, type Actor } from "./world/actors.ts";
import type { TableRows } from "./world/table-rows.ts";

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
      // an index built afterwards is sorted once
      const later = table.indexes.filter(
        ({ unique, constraint }) => !unique && constraint === null,
      );
      for (const index of later)
        await session.query(`drop index ${nameOf({ ...table, name: index.name })}`);
      for (const [at, { values }] of [mine, theirs].entries())
        await session.query(copies(rows, values, at));
      for (const { definition } of later) await session.query(definition);
      if (table.rowSecurity.forced)
        await session.query(`alter table ${name} force row level security`);
      await session.query(`analyze ${name}`);
      for (const [setting, value] of actor.settings)
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

/** Copies of a row that differ in what has to be unique, in order, so that the indexes which stay grow at their end. */
function copies({ table, rows: known, name }: TableRows, row: Values, at: number): string {
  const unique = table.indexes.filter((index) => index.unique);
  const keys = new Set(
    unique.flatMap(({ keys: parts }) => parts.flatMap(({ column }) => column ?? [])),
  );
  const columns = table.columns.filter(({ generated }) => generated === null);
  const number = `(i + ${at * ROWS})`;
  const distinct = new Set<string>();
  const values = columns.map(({ name: column, type }) => {
    const value = row[column] ?? null;
    const constant = value === null ? `null::${type}` : `${quoteLiteral(value)}::${type}`;
    // who owns a row stays, what tells it apart does not
    if (!keys.has(column) || isShared(table, column)) return constant;
    const text = textOf(type, column, value, known, number);
    if (text === undefined) return constant;
    distinct.add(column);
    return `(${text})::${type}`;
  });
  const differ = unique.every(({ keys: parts }) =>
    parts.some(({ column }) => column !== null && distinct.has(column)),
  );
  return `insert into ${name} (${columns.map(({ name: column }) => quoteIdentifier(column)).join(", ")}) overriding system value select ${values.join(", ")} from pg_catalog.generate_series(1, ${ROWS}) i${differ ? "" : " on conflict do nothing"}`;
}

/** Another value for each number, and none that a row of the world has. */
function textOf(
  type: string,
  column: string,
  value: string | null,
  known: readonly WorldRow[],
  number: string,
): string | undefined {
  if (type === "uuid")
    return `'ffffffff-dba0-4000-8000-' || pg_catalog.lpad(pg_catalog.to_hex(${number}), 12, '0')`;
  if (/^(?:integer|bigint|numeric)/.test(type)) {
    const last = Math.max(0, ...known.map((row) => Math.trunc(Number(row.values[column] ?? 0))));
    return `${last}::int8 + ${number}`;
  }
  if (/^(?:text|character varying$)/.test(type))
    return `${quoteLiteral(value ?? "")} || '-' || ${number}`;
  return undefined;
}

/** Of a key of several columns the first says whose the row is. */
function isShared({ indexes }: Table, column: string): boolean {
  return indexes.some(
    ({ unique, keys }) => unique && keys.length > 1 && keys[0]?.column === column,
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
