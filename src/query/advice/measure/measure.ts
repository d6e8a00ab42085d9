import type { Deps, TemporaryBranch } from "../../../core/deps.ts";
import { ToolError } from "../../../core/errors.ts";
import type { Session } from "../../../core/session.ts";
import type { TargetInput } from "../../../core/target.ts";
import type { Call } from "../../../core/tool.ts";
import type { Explainable } from "../../explainable.ts";
import { valuesFor } from "./parameters.ts";
import { timeStatement } from "./time-statement.ts";

/** One statement, before and after the indexes were built: the median of the warm rounds, and the first run after a restart. */
export interface MeasuredQuery {
  query: number;
  before_ms: number;
  after_ms: number;
  cold_before_ms: number;
  cold_after_ms: number;
}

export interface Measurement {
  readonly measured: readonly MeasuredQuery[];
  /** Bytes of the built indexes, in the order of the statements. */
  readonly bytes: readonly number[];
  readonly buildMs: number;
  /** Queries that could not be executed, and why. */
  readonly unmeasured: readonly Unmeasured[];
}

interface Unmeasured {
  readonly query: number;
  readonly reason: string;
}

export interface MeasureRequest {
  readonly target: TargetInput | undefined;
  /** `CREATE INDEX` statements. */
  readonly indexes: readonly string[];
  readonly queries: readonly { readonly query: number; readonly given: Explainable }[];
}

const WARM_ROUNDS = 5;
/** A statement that takes longer is run twice in all. */
const LONG_MS = 5_000;
const STATEMENT_MS = 60_000;
const BUILD_MS = 3_600_000;

interface Runnable {
  readonly query: number;
  readonly given: Explainable;
  readonly params: readonly unknown[];
}

/**
 * Builds the indexes on a temporary branch and runs the statements before and after, each phase on a compute that was restarted, so that
 * its first round is cold. Writes are rolled back; the branch is removed whatever happens. Errors: READ_ONLY, UNSUPPORTED without branches,
 * and those of `Session`.
 */
export async function measureOnBranch(
  { target, indexes, queries }: MeasureRequest,
  deps: Deps,
  call: Call,
): Promise<Measurement> {
  await using temporary = await deps.temporaryBranch({ target, purpose: "indexes" }, call);
  const open = (): Promise<Session> =>
    deps.session({ target: temporary.target, intent: "write", signal: call.signal });
  const steps = { done: 0, all: 2 * queries.length + indexes.length };
  const step = (message: string): void => call.progress(steps.done++, message, steps.all);

  const { runnable, unmeasured } = await prepare(queries, open);
  const before = await run(runnable, { deps, temporary, open, call, step });
  const built = await build(indexes, open, step);
  const after = await run(runnable, { deps, temporary, open, call, step });
  return {
    measured: runnable.flatMap(({ query }) => {
      const [was, is] = [before.times.get(query), after.times.get(query)];
      if (was === undefined || is === undefined) return [];
      return [
        {
          query,
          before_ms: was.warm,
          after_ms: is.warm,
          cold_before_ms: was.cold,
          cold_after_ms: is.cold,
        },
      ];
    }),
    unmeasured: [...unmeasured, ...before.failed, ...after.failed].filter(
      ({ query }, at, all) => all.findIndex((each) => each.query === query) === at,
    ),
    ...built,
  };
}

async function prepare(
  queries: MeasureRequest["queries"],
  open: () => Promise<Session>,
): Promise<{ runnable: Runnable[]; unmeasured: Unmeasured[] }> {
  await using session = await open();
  const runnable: Runnable[] = [];
  const unmeasured: Unmeasured[] = [];
  for (const { query, given } of queries) {
    const params = await valuesFor(session, given);
    if (params === undefined)
      unmeasured.push({ query, reason: "no values could be found for its parameters" });
    else runnable.push({ query, given, params });
  }
  return { runnable, unmeasured };
}

interface Phase {
  readonly deps: Deps;
  readonly temporary: TemporaryBranch;
  readonly open: () => Promise<Session>;
  readonly call: Call;
  readonly step: (message: string) => void;
}

interface Times {
  readonly times: ReadonlyMap<number, { readonly cold: number; readonly warm: number }>;
  readonly failed: readonly Unmeasured[];
}

/** Milliseconds of each statement on a compute that has nothing in memory yet; one that fails does not keep the others from being run. */
async function run(
  runnable: readonly Runnable[],
  { deps, temporary, open, call, step }: Phase,
): Promise<Times> {
  const neon = await deps.neon("write");
  await neon.restartCompute(temporary.branch, call);
  await using session = await open();
  const times = new Map<number, { cold: number; warm: number }>();
  const failed: Unmeasured[] = [];
  for (const { query, given, params } of runnable) {
    step(`Running query ${query + 1}`);
    const time = (): Promise<number> => timeStatement(session, given, params, STATEMENT_MS);
    try {
      const cold = await time();
      const rounds: number[] = [];
      for (let round = 0; round < (cold > LONG_MS ? 1 : WARM_ROUNDS); round++)
        rounds.push(await time());
      times.set(query, { cold: rounded(cold), warm: rounded(median(rounds)) });
    } catch (error) {
      if (!(error instanceof ToolError) || error.sqlstate === undefined || call.signal.aborted)
        throw error;
      failed.push({ query, reason: reasonOf(error) });
    }
  }
  return { times, failed };
}

const reasonOf = (error: ToolError): string =>
  error.code === "TIMEOUT"
    ? `it ran longer than ${STATEMENT_MS / 1000} s`
    : `Postgres refused it: ${error.quoted ?? error.message}`;

async function build(
  indexes: readonly string[],
  open: () => Promise<Session>,
  step: (message: string) => void,
): Promise<Pick<Measurement, "bytes" | "buildMs">> {
  await using session = await open();
  await session.query(`set statement_timeout = ${BUILD_MS}`);
  const bytes: number[] = [];
  const started = performance.now();
  for (const [at, sql] of indexes.entries()) {
    step(`Building index ${at + 1} of ${indexes.length}`);
    const present = await sizes(session);
    await session.query(sql);
    const made = [...(await sizes(session))].filter(([oid]) => !present.has(oid));
    bytes.push(made.reduce((sum, [, size]) => sum + size, 0));
  }
  return { bytes, buildMs: Math.round(performance.now() - started) };
}

async function sizes(session: Session): Promise<Map<string, number>> {
  const rows = await session.query<{ oid: string; bytes: number }>(
    "select indexrelid::text as oid, pg_catalog.pg_relation_size(indexrelid) as bytes from pg_catalog.pg_index",
  );
  return new Map(rows.map(({ oid, bytes }) => [oid, bytes]));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}

/** To a microsecond. */
const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;
