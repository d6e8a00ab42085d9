import { ToolError } from "../../core/errors.ts";
import type { Batch } from "../../core/migration.ts";
import type { StatementResult } from "../../core/session.ts";
import { BATCH_MS, LIMITS } from "./limits.ts";
import { openGauge, waitingBehind } from "./pressure.ts";
import { pause, untilLocked, type Run } from "./retry.ts";
import { BEGINNING, type Position, type StepRun } from "./step-run.ts";

/**
 * Goes through the table in transactions of `batch.size` rows, from where an earlier call stopped. Between them it lets others through:
 * for as long as the plan says, and until replicas have caught up and nobody waits for the table.
 */
export async function runBackfill(
  run: Run & { readonly batch: Batch },
): Promise<Pick<StepRun, "attempts" | "batches" | "changed">> {
  const { session, step, options, batch } = run;
  const gauge = await openGauge(session, batch.table);
  let position = options.journal?.position ?? BEGINNING;
  let [size, attempts, seen] = [batch.size, 0, 0];
  for (;;) {
    try {
      const tried = await oneBatch(run, position, size);
      attempts = Math.max(attempts, tried.attempts);
      const { next, rows, done, waiting } = tried.result;
      seen += rows;
      options.progress(seen, `${step.id}: ${next.changed} rows changed`, gauge.rows);
      if (done) return { attempts, batches: next.batches, changed: next.changed };
      if (String(next.key) === String(position.key)) throw stuck(step.id);
      position = next;
      // whoever waited for rows of this batch waits half as long for the next one's
      size = waiting > 0 ? Math.ceil(size / 2) : Math.min(batch.size, size * 2);
    } catch (error) {
      if (options.signal.aborted || size === 1 || !isTooSlow(error)) throw error;
      size = Math.ceil(size / 10);
    }
    await pause(batch.pause_ms, options.signal);
    await gauge.calm(options);
  }
}

/** Whoever waits for less does not notice. */
const LONG_MS = 100;

interface Batched {
  readonly next: Position;
  readonly rows: number;
  readonly done: boolean;
  /** How many waited for it when it was done. */
  readonly waiting: number;
}

function oneBatch(
  run: Run & { readonly batch: Batch },
  position: Position,
  size: number,
): Promise<{ readonly result: Batched; readonly attempts: number }> {
  const { session, step, options, batch } = run;
  const { journal, lockTimeoutMs } = options;
  const transaction = {
    access: "read write",
    statementTimeoutMs: BATCH_MS,
    lockTimeoutMs,
  } as const;
  return untilLocked(run, () =>
    session.transaction(transaction, async () => {
      const began = performance.now();
      await journal?.check(session);
      const from = position.key ?? batch.key.map(() => null);
      const batched = read(
        await session.execute(step.sql, [...from, size], LIMITS),
        batch,
        position,
      );
      await options.observe?.(session);
      await journal?.record(session, batched.next, batched.done);
      const long = performance.now() - began > LONG_MS;
      return { ...batched, waiting: long ? await waitingBehind(session) : 0 };
    }),
  );
}

/** The row that a batch returns, by the contract of `Batch`. */
function read(
  { columns, rows: [row] }: StatementResult,
  batch: Batch,
  before: Position,
): Omit<Batched, "waiting"> {
  const values = new Map(columns.map(({ name }, index) => [name, row?.[index] ?? null]));
  const key = batch.key.map((_, index) => {
    const value = values.get(`k${index + 1}`) ?? null;
    return typeof value === "string" || typeof value === "number" ? String(value) : null;
  });
  const done = key.every((value) => value === null);
  const changed = before.changed + Number(values.get("changed") ?? 0);
  const next = { ...before, key: done ? before.key : key, batches: before.batches + 1, changed };
  return { next, done, rows: Number(values.get("rows") ?? 0) };
}

/** Postgres's statement timeout, not the caller's. */
const isTooSlow = (error: unknown): boolean =>
  error instanceof ToolError && error.code === "TIMEOUT" && error.sqlstate === "57014";

function stuck(id: string): ToolError {
  return new ToolError(
    "INVALID_INPUT",
    `A batch of step \`${id}\` ended at the key at which it began, so it would never end.`,
    "Make the plan anew with plan_migration; what was changed so far is kept.",
  );
}
