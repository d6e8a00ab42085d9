import { setTimeout as sleep } from "node:timers/promises";
import { ToolError } from "../../core/errors.ts";
import type { Step } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import { describeBlocker, pidsOf, type Watch } from "./blockers.ts";
import type { RunOptions } from "./step-run.ts";

/** What the transactions of a step share. */
export interface Run {
  readonly session: Session;
  readonly step: Step;
  readonly options: RunOptions;
  readonly watch: Watch;
}

const BASE_MS = 100;
const CAP_MS = 10_000;

/** Lock not available, deadlock, serialization failure: nothing was done, and a moment later it can go well. */
const PASSING = new Set(["55P03", "40P01", "40001"]);

interface Tried<T> {
  readonly result: T;
  readonly attempts: number;
}

/**
 * Tries until the locks are there, with pauses of 100 ms to 10 s in between in which those that queued up behind get through. Throws
 * LOCK_TIMEOUT, with who was in the way, after the last attempt.
 */
export async function untilLocked<T>(
  { step, options, watch }: Run,
  attempt: () => Promise<T>,
): Promise<Tried<T>> {
  const what = `Step \`${step.id}\``;
  for (let attempts = 1; ; attempts++) {
    try {
      watch.begin(options.lockTimeoutMs);
      return { result: await attempt(), attempts };
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (attempts >= options.attempts) throw givenUp(what, attempts, options, watch, error);
      const waitMs = pauseAfter(attempts);
      const names = pidsOf(watch.blockers);
      options.progress(
        0,
        `${what} waits for locks${names === "" ? "" : ` of ${names}`}; attempt ${attempts + 1} of ${options.attempts} in ${Math.round(waitMs)} ms`,
      );
      await pause(waitMs, options.signal);
    } finally {
      watch.end();
    }
  }
}

/** Half of it is chance, so that two that are in each other's way do not meet again. */
const pauseAfter = (attempts: number): number =>
  Math.min(CAP_MS, BASE_MS * 2 ** (attempts - 1)) * (1 - Math.random() / 2);

/** Throws CANCELLED when the caller goes away meanwhile. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {
    throw new ToolError(
      "CANCELLED",
      "The call was cancelled between two transactions; what was done before stays.",
      "Call migration_status to see what is done.",
    );
  });
}

const isPassing = (error: unknown): error is ToolError =>
  error instanceof ToolError && PASSING.has(error.sqlstate ?? "");

function givenUp(
  what: string,
  attempts: number,
  { lockTimeoutMs }: RunOptions,
  { blockers }: Watch,
  cause: ToolError,
): ToolError {
  const tries = attempts === 1 ? "one attempt" : `${attempts} attempts`;
  const who = blockers.length === 0 ? "" : ` In the way: ${pidsOf(blockers)}.`;
  return new ToolError(
    "LOCK_TIMEOUT",
    `${what} did not get its locks in ${tries} of ${lockTimeoutMs} ms, and nothing of it was done.${who}`,
    "Let those transactions end, or have a person end them with pg_terminate_backend(pid); then repeat the call.",
    {
      ...(cause.sqlstate === undefined ? {} : { sqlstate: cause.sqlstate }),
      quoted: [cause.quoted ?? cause.message, ...blockers.map(describeBlocker)].join("\n"),
      cause,
    },
  );
}
