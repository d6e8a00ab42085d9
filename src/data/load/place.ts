import type { Session } from "../../core/session.ts";
import { alone, Unreadable, type Batch } from "./batch.ts";
import { failureOf, type Failure } from "./failure.ts";
import { copySql, EMPTY_STAGE, isStaged, unstageSql, type Loading } from "./statement.ts";

/** How many rows there are more, and how many were passed over for a conflict. */
export interface Sent {
  readonly rows: number;
  readonly ignored: number;
}

/** What became of a batch. */
export interface Placed extends Sent {
  /** Records that Postgres did not take, in order. */
  readonly refused: readonly { readonly record: number; readonly failure: Failure }[];
}

/** COPY of the records, in the transaction that is open. */
export async function send(session: Session, loading: Loading, bytes: Buffer): Promise<Sent> {
  const copied = await session.copyIn(copySql(loading), alone(bytes));
  if (!isStaged(loading)) return { rows: copied, ignored: 0 };
  const [row] = await session.query<{ rows: string }>(unstageSql(loading));
  await session.query(EMPTY_STAGE);
  const rows = Number(row?.rows ?? 0);
  return { rows, ignored: loading.ignoreConflicts ? copied - rows : 0 };
}

/**
 * All records that Postgres takes, each refused one found: it names the line of most, and everything before that line is sent again without
 * it. Where it names none, as for foreign keys, which are asked at the end of a COPY, halves are tried. COPY's own ON_ERROR (Postgres
 * 17) passes over values of a wrong type alone, not over constraints or lines with too few fields.
 */
export async function place(
  session: Session,
  loading: Loading,
  batch: Batch,
  plain: string,
  signal: AbortSignal,
): Promise<Placed> {
  const refused: Placed["refused"][number][] = [];
  let [rows, ignored] = [0, 0];
  const attempt = async (
    from: number,
    to: number,
  ): Promise<{ failure: Failure; record?: number } | undefined> => {
    signal.throwIfAborted();
    await session.query("savepoint neon_dba_import");
    try {
      const sent = await send(session, loading, batch.payload(from, to));
      rows += sent.rows;
      ignored += sent.ignored;
      await session.query("release savepoint neon_dba_import");
      return undefined;
    } catch (error) {
      const known = error instanceof Unreadable ? error : undefined;
      const failure = known?.failure ?? failureOf(error, plain);
      if (failure === undefined) throw error;
      await session.query("rollback to savepoint neon_dba_import");
      const record =
        known?.record ??
        (failure.line === undefined ? undefined : batch.recordAt(failure.line, from));
      return record === undefined || record < from || record >= to
        ? { failure }
        : { failure, record };
    }
  };
  const within = async (from: number, to: number): Promise<void> => {
    for (let at = from; at < to;) {
      const failed = await attempt(at, to);
      if (failed === undefined) return;
      const { failure, record } = failed;
      if (record !== undefined) {
        const good = record === at || (await attempt(at, record)) === undefined;
        if (!good) await within(at, record);
        // COPY does not count each line break in a cell: the line is sure where each record before it has one line, and is taken
        const sure = failure.line === undefined || (good && failure.line === record - at + 1);
        const alone = sure ? failed : await attempt(record, record + 1);
        if (alone !== undefined) refused.push({ record, failure: alone.failure });
        at = record + 1;
      } else if (to - at === 1) {
        refused.push({ record: at, failure });
        return;
      } else {
        const middle = (at + to) >> 1;
        await within(at, middle);
        at = middle;
      }
    }
  };
  await within(0, batch.count);
  return { rows, ignored, refused };
}
