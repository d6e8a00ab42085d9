import { ToolError } from "../../core/errors.ts";
import type { Step } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import { runAlone } from "./alone.ts";
import { runBackfill } from "./backfill.ts";
import { openWatch, pidsOf } from "./blockers.ts";
import { LIMITS, NO_TIMEOUT_MS } from "./limits.ts";
import { partsOf, type Part } from "./parts.ts";
import { untilLocked, type Run } from "./retry.ts";
import {
  BEGINNING,
  type Direction,
  type Position,
  type RunOptions,
  type StepRun,
} from "./step-run.ts";

/**
 * Executes a step, or its rollback, and goes on where `options.journal` says that an earlier call stopped. Nothing remains of a
 * transaction that fails. Throws LOCK_TIMEOUT when it was tried often enough, with who was in the way, and what Postgres refuses.
 */
export async function runStep(
  session: Session,
  step: Step,
  direction: Direction,
  options: RunOptions,
): Promise<StepRun> {
  const started = performance.now();
  const watch = await openWatch(session, {
    connect: options.connect,
    tell: (blockers) => options.progress(0, `Step \`${step.id}\` waits for ${pidsOf(blockers)}`),
  });
  const run = { session, step, options, watch };
  try {
    const { batch } = step;
    const done =
      direction === "forward" && batch !== undefined
        ? await runBackfill({ ...run, batch })
        : await runParts(run, direction);
    return { id: step.id, durationMs: Math.round(performance.now() - started), ...done };
  } finally {
    await watch.close();
  }
}

async function runParts(run: Run, direction: Direction): Promise<Pick<StepRun, "attempts">> {
  const { step, options } = run;
  const sql = direction === "forward" ? step.sql : step.rollback;
  // what has nothing to take back is still written down as taken back
  const parts: readonly Part[] =
    sql === null
      ? [{ statements: [], alone: false }]
      : await partsOf(sql, direction === "back" || step.transaction);
  const { parts: before } = options.journal?.position ?? BEGINNING;
  let attempts = 0;
  for (const [index, part] of parts.entries()) {
    if (index < before) continue;
    const position = { ...BEGINNING, parts: index + 1 };
    const done = index === parts.length - 1;
    attempts = Math.max(
      attempts,
      part.alone
        ? await runAlone(run, part, position, done)
        : await together(run, part, position, done),
    );
  }
  return { attempts };
}

async function together(
  run: Run,
  { statements }: Part,
  position: Position,
  done: boolean,
): Promise<number> {
  const { session, options } = run;
  const transaction = {
    access: "read write",
    statementTimeoutMs: NO_TIMEOUT_MS,
    lockTimeoutMs: options.lockTimeoutMs,
  } as const;
  const { attempts } = await untilLocked(run, () =>
    session.transaction(transaction, async () => {
      await options.journal?.check(session);
      for (const { text } of statements) {
        stopIfCancelled(options.signal);
        await session.execute(text, [], LIMITS);
      }
      await options.observe?.(session);
      await options.journal?.record(session, position, done);
    }),
  );
  return attempts;
}

function stopIfCancelled(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new ToolError(
    "CANCELLED",
    "The call was cancelled, and the transaction that was under way is undone.",
    "Call migration_status to see what is done.",
  );
}
