import { ToolError } from "../../core/errors.ts";
import type { Progress } from "../../core/neon.ts";
import type { Session } from "../../core/session.ts";
import type { Sessions } from "../sessions.ts";
import type { Step } from "./halves.ts";
import { stepId, takeStep } from "./ledger.ts";
import { attempt, change } from "./transaction.ts";

/** What the target refused. */
export interface Refused {
  readonly object: string;
  readonly reason: string;
  readonly sql: string;
}

export interface Finishing {
  readonly id: string;
  readonly done: ReadonlySet<string>;
  readonly target: Sessions;
  readonly call: Progress;
}

/** Keys and indexes of several tables at once, then the rest in its order. What is refused is told, and the rest goes on. */
export async function runSteps(steps: readonly Step[], finishing: Finishing): Promise<Refused[]> {
  const left = steps.filter(({ statements }) => !finishing.done.has(stepId(statements)));
  const refused: Refused[] = [];
  let count = steps.length - left.length;
  const run = async (session: Session, step: Step): Promise<void> => {
    const { call, id } = finishing;
    call.signal.throwIfAborted();
    call.progress(
      count,
      `${count} of ${steps.length} indexes, constraints and other objects made`,
      steps.length,
    );
    const error = await runStep(session, id, step);
    count += 1;
    if (error !== undefined) refused.push(error);
  };
  const tables = new Set(left.flatMap(({ beside }) => beside ?? []));
  const groups = Array.from(tables, (table) => left.filter(({ beside }) => beside === table));
  await Promise.all(
    finishing.target.map(async (session) => {
      for (let group = groups.shift(); group !== undefined; group = groups.shift())
        for (const step of group) await run(session, step);
    }),
  );
  for (const step of left) if (step.beside === undefined) await run(finishing.target[0], step);
  return refused;
}

async function runStep(session: Session, id: string, step: Step): Promise<Refused | undefined> {
  const { object, statements } = step;
  try {
    await change(session, async () => {
      if (!(await takeStep(session, id, stepId(statements), object))) return;
      await session.query(MEMORY);
      for (const sql of statements) await session.query(sql);
    });
    return undefined;
  } catch (error) {
    return refusedBy(error, object, statements.join(";\n"));
  }
}

/** An index is built in one pass where it fits; three may be built at once, on a compute of 1 GB as well. */
const MEMORY = `select pg_catalog.set_config('maintenance_work_mem', greatest(
  (select setting::int8 from pg_catalog.pg_settings where name = 'maintenance_work_mem'), 131072)::text || 'kB', true)`;

export function refusedBy(error: unknown, object: string, sql: string): Refused {
  if (error instanceof ToolError && error.sqlstate !== undefined)
    return { object, sql, reason: (error.quoted ?? error.message).split("\n", 1)[0] ?? "" };
  throw error;
}

/** Policies, owners and privileges, in one transaction: some are given in another role's name. */
export async function giveAccess(
  session: Session,
  statements: readonly { readonly sql: string; readonly object: string }[],
): Promise<Refused[]> {
  const refused: Refused[] = [];
  await change(session, async () => {
    let asNobody = false;
    for (const { sql, object } of statements) {
      // in the name of a role that nobody can take, a grant would be another grant
      if (asNobody && sql !== "RESET ROLE") continue;
      const error = await attempt(session, [sql]);
      asNobody = error !== undefined && sql.startsWith("SET ROLE ");
      if (error !== undefined) refused.push(refusedBy(error, object, sql));
    }
  });
  return refused;
}

/** So that the first queries have plans. Returns what cannot be analyzed: a partition that is on another server, which is not there. */
export async function analyze(
  sessions: Sessions,
  tables: readonly string[],
  call: Progress,
): Promise<Refused[]> {
  const queue = [...tables];
  const refused: Refused[] = [];
  await Promise.all(
    sessions.map(async (session) => {
      for (let table = queue.shift(); table !== undefined; table = queue.shift()) {
        call.signal.throwIfAborted();
        const sql = `analyze ${table}`;
        await change(session, () => session.query(sql)).catch((error: unknown) =>
          refused.push(refusedBy(error, sql, sql)),
        );
      }
    }),
  );
  return refused;
}
