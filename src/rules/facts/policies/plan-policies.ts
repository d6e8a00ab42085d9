import { randomBytes } from "node:crypto";
import { ToolError } from "../../../core/errors.ts";
import type { Session } from "../../../core/session.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Policy, Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../../engine/names.ts";
import type { PolicyFunction, PolicyReads } from "../dependencies.ts";
import { callsOf, columnsOf, constantsOf, readsTable } from "./condition.ts";
import type { PlannedPolicy } from "./planned.ts";
import { attempt, trial } from "./trial.ts";
import { onlyPolicy } from "./only-policy.ts";
import { lookAt, nothingKnown } from "./look-at.ts";
import { makeUnset, withoutContext } from "./without-context.ts";

export interface PlanPoliciesRequest {
  /** The schema of `session`'s database, which is a throw-away copy that it owns. */
  readonly catalog: Catalog;
  readonly reads: readonly PolicyReads[];
  readonly signal: AbortSignal;
  progress(done: number, total: number): void;
}

/**
 * Has the planner say what becomes of each condition of each policy, as a role that owns nothing: every one by itself as the only policy
 * of its table, while those of other tables hold. Nothing of it stays.
 */
export async function planPolicies(
  session: Session,
  request: PlanPoliciesRequest,
): Promise<PlannedPolicy[]> {
  const { catalog, reads, signal } = request;
  const tables = catalog.tables.filter(
    ({ rowSecurity, policies }) => rowSecurity.enabled && policies.length > 0,
  );
  const conditions = tables.flatMap((table) =>
    table.policies.flatMap((policy) => partsOf(policy).map((part) => ({ table, policy, ...part }))),
  );
  if (conditions.length === 0) return [];
  const immutable = new Set(
    catalog.routines.flatMap((one) => (one.volatility === "immutable" ? [nameOf(one)] : [])),
  );
  const planned: PlannedPolicy[] = [];
  await session.transaction(
    { access: "read write", rollback: true, statementTimeoutMs: 30_000 },
    async () => {
      const prober = await prepare(session, catalog, tables);
      for (const { table, policy, part, expression } of conditions) {
        signal.throwIfAborted();
        const read = reads.find((one) => one.table === nameOf(table) && one.policy === policy.name);
        const context = (read?.functions ?? []).filter(({ volatility }) => volatility !== "i");
        planned.push({
          table: nameOf(table),
          policy: policy.name,
          part,
          columns: await columnsOf(expression, table.name),
          constants: await constantsOf(expression),
          readsOthers: await readsTable(expression),
          ...(await condition(session, prober, table, expression, context, immutable)),
        });
        request.progress(planned.length, conditions.length);
      }
    },
  );
  return planned;
}

const partsOf = ({
  using,
  check,
}: Policy): { readonly part: "using" | "check"; readonly expression: string }[] => [
  ...(using === null ? [] : [{ part: "using" as const, expression: using }]),
  ...(check === null ? [] : [{ part: "check" as const, expression: check }]),
];

/** Makes the role, and has all policies hold for it. Returns its name. */
async function prepare(
  session: Session,
  catalog: Catalog,
  tables: readonly Table[],
): Promise<string> {
  const prober = `probe_${randomBytes(6).toString("hex")}`;
  await session.query(`create role ${prober}`);
  await session.query(`grant ${prober} to current_user`);
  await session.query("select set_config('search_path', '', true), set_config('jit', 'off', true)");
  for (const { name } of catalog.schemas) {
    const schema = quoteIdentifier(name);
    for (const sql of [
      `grant usage on schema ${schema} to ${prober}`,
      `grant all on all tables in schema ${schema} to ${prober}`,
      `grant execute on all functions in schema ${schema} to ${prober}`,
    ])
      await attempt(session, () => session.query(sql));
  }
  for (const table of tables) {
    for (const policy of table.policies)
      await attempt(session, () =>
        session.query(`alter policy ${quoteIdentifier(policy.name)} on ${nameOf(table)} to public`),
      );
    if (table.kind === "partitioned table" && !hasPartition(catalog, table))
      await attempt(session, () =>
        session.query(
          `create table ${quoteIdentifier(table.schema)}.${prober} partition of ${nameOf(table)} default`,
        ),
      );
  }
  await makeUnset(session, prober);
  return prober;
}

const hasPartition = ({ tables }: Catalog, { schema, name }: Table): boolean =>
  tables.some(({ inherits }) =>
    inherits.some((parent) => parent.schema === schema && parent.name === name),
  );

type Looked = Omit<
  PlannedPolicy,
  "table" | "policy" | "part" | "columns" | "constants" | "readsOthers"
>;

async function condition(
  session: Session,
  prober: string,
  table: Table,
  expression: string,
  context: readonly PolicyFunction[],
  immutable: ReadonlySet<string>,
): Promise<Looked> {
  try {
    const looked = await trial(session, async () => {
      await onlyPolicy(session, table, expression);
      return lookAt(session, prober, table, immutable);
    });
    if (looked.always || looked.never) return { ...looked, alwaysWithoutContext: looked.always };
    if (context.length === 0 && !(await callsOf(expression)).includes("current_setting"))
      return { ...looked, alwaysWithoutContext: false };
    const open = await attempt(session, () =>
      trial(session, () => withoutContext(session, prober, table, expression, context)),
    );
    return { ...looked, alwaysWithoutContext: open === true };
  } catch (error) {
    if (!(error instanceof ToolError) || error.sqlstate === undefined) throw error;
    const real = await inReality(session, prober, table);
    return { ...nothingKnown, error: real };
  }
}

/** The error of reading the table with all its policies, if that is what it gives. */
async function inReality(
  session: Session,
  prober: string,
  table: Table,
): Promise<PlannedPolicy["error"]> {
  try {
    await trial(session, async () => {
      await session.query(`set local role ${prober}`);
      await session.query(`explain select 1 from ${nameOf(table)}`);
    });
    return null;
  } catch (error) {
    if (!(error instanceof ToolError) || error.sqlstate === undefined) throw error;
    return { sqlstate: error.sqlstate, message: error.quoted ?? error.message };
  }
}
