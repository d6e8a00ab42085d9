import { ToolError } from "../../core/errors.ts";
import type { Plan } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import type { Twin } from "../../core/twin.ts";
import { parameterCount, parseScript, type Statement } from "../../sql/parse.ts";
import { runsAlone } from "../../sql/runs-alone.ts";
import { asNode } from "../../sql/walk.ts";
import { readPlanShape, type PlanShape } from "./plan-shape.ts";

/** A statement whose plan becomes another one, and dearer. Costs are the planner's, estimated on the twin. */
export interface Regression {
  readonly statement: string;
  readonly cost_before: number;
  readonly cost_after: number;
  readonly plan_before: string;
  readonly plan_after: string;
}

export interface Regressions {
  readonly found: readonly Regression[];
  readonly notes: readonly string[];
}

/** Smaller differences come from the model of sizes. */
const DEARER = 1.5;
const LIMITS = { maxRows: 1, maxBytes: 64 * 1024 * 1024, complete: true } as const;

/**
 * Plans the statements on the twin before and after the plan's DDL, which is executed there in a transaction that is rolled back. The twin
 * has no rows: backfills are left out, and so is what would write a table again, since its size would be gone. Indexes are hypothetical.
 */
export async function planRegressions(
  plan: Plan,
  statements: readonly string[],
  twin: Twin,
): Promise<Regressions> {
  const { session } = twin;
  const { indexes, others, left } = await ddlOf(plan);
  const undone = { access: "read write", rollback: true } as const;
  const before = await session.transaction(undone, () => plansOf(session, statements));
  const made = await twin.createIndexes(indexes.map(({ text }) => text));
  await twin.show(made.flatMap((index) => (index instanceof Error ? [] : [index.name])));
  const after = await session.transaction(undone, async () => {
    let refused = 0;
    for (const { text } of others) if (!(await attempt(session, text))) refused++;
    if (refused > 0) left.push(`DDL that needs rows (${refused})`);
    return plansOf(session, statements);
  });
  const found = statements.flatMap((statement) => {
    const [was, is] = [before.get(statement), after.get(statement)];
    if (was === undefined || is === undefined || was.shape === is.shape) return [];
    if (is.cost < was.cost * DEARER) return [];
    return [
      {
        statement,
        cost_before: was.cost,
        cost_after: is.cost,
        plan_before: was.shape,
        plan_after: is.shape,
      },
    ];
  });
  const failed = made.filter((index) => index instanceof Error).length;
  if (failed > 0) left.push(`new indexes of unknown size (${failed})`);
  return {
    found,
    notes:
      left.length === 0
        ? []
        : [`Plans after the migration were estimated without ${left.join(", ")}.`],
  };
}

interface Ddl {
  readonly indexes: readonly Statement[];
  readonly others: readonly Statement[];
  readonly left: string[];
}

async function ddlOf({ phases }: Plan): Promise<Ddl> {
  const indexes: Statement[] = [];
  const others: Statement[] = [];
  let rewrites = 0;
  for (const { sql, batch, rewrites: writes } of phases.flatMap(({ steps }) => steps)) {
    if (batch !== undefined) continue;
    if (writes) rewrites++;
    else
      for (const statement of await parseScript(sql)) {
        if (asNode(statement.node, "IndexStmt") !== undefined) indexes.push(statement);
        else others.push(statement);
      }
  }
  return {
    indexes,
    others,
    left: rewrites === 0 ? [] : [`steps that rewrite a table (${rewrites})`],
  };
}

/** Within a transaction; one that is refused leaves no trace. */
async function attempt(session: Session, sql: string): Promise<boolean> {
  const [statement] = await parseScript(sql);
  // CONCURRENTLY is a matter of how, not of what
  const text =
    statement !== undefined && runsAlone(statement) ? sql.replace(/\bconcurrently\b/i, "") : sql;
  await session.query("savepoint neon_dba_step");
  try {
    await session.execute(text, [], LIMITS);
    await session.query("release savepoint neon_dba_step");
    return true;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await session.query("rollback to savepoint neon_dba_step");
    return false;
  }
}

/** Within a transaction: the plan for any values of the parameters, of those statements that can be planned. */
async function plansOf(
  session: Session,
  statements: readonly string[],
): Promise<ReadonlyMap<string, PlanShape>> {
  const found = new Map<string, PlanShape>();
  for (const statement of statements) {
    const [parsed] = await parseScript(statement).catch(() => []);
    const select = parsed === undefined ? undefined : asNode(parsed.node, "SelectStmt");
    if (parsed === undefined || select === undefined) continue;
    const shape = await planOf(session, parsed).catch((error: unknown) => {
      if (isRefusal(error)) return undefined;
      throw error;
    });
    if (shape !== undefined) found.set(statement, shape);
  }
  return found;
}

async function planOf(session: Session, statement: Statement): Promise<PlanShape | undefined> {
  const count = parameterCount(statement);
  const values = count === 0 ? "" : `(${Array.from({ length: count }, () => "null").join(", ")})`;
  if (!(await attempt(session, `prepare neon_dba_planned as ${statement.text}`))) return undefined;
  await session.query("set local plan_cache_mode = force_generic_plan");
  const { rows } = await session.execute(
    `explain (format json) execute neon_dba_planned${values}`,
    [],
    LIMITS,
  );
  await session.query("deallocate neon_dba_planned");
  return readPlanShape(rows[0]?.[0]);
}

const isRefusal = (error: unknown): boolean =>
  error instanceof ToolError && error.sqlstate !== undefined && error.code !== "CANCELLED";
