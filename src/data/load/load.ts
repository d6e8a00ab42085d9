import type { Session } from "../../core/session.ts";
import { ToolError } from "../../core/errors.ts";
import { splitChunks, type Chunk, type Ends } from "../csv/split.ts";
import type { Source } from "../file/source.ts";
import type { Key } from "../ndjson/copy-text.ts";
import { batchOf, endMark, prepare, Unreadable, type Batch } from "./batch.ts";
import { failureOf } from "./failure.ts";
import { moveEntry, type Known, type Progress } from "./ledger.ts";
import { send, type Sent } from "./place.ts";
import { placeAll } from "./place-all.ts";
import type { Rejects } from "./rejects.ts";
import { isStaged, stageSql, type Loading } from "./statement.ts";

/** Rows of one transaction: large enough that its end costs little, small enough that a killed import repeats little. */
const CHUNK_BYTES = 8 << 20;
const STATEMENT_MS = 30 * 60_000;
const LOCK_MS = 60_000;
/** Of fewer a share says nothing. */
const FEW = 20;
const SHARE = 0.1;

export interface Load {
  readonly session: Session;
  readonly source: Source;
  readonly loading: Loading;
  readonly ends: Ends;
  /** Keys of NDJSON in the order of the columns. */
  readonly keys: readonly Key[] | undefined;
  /** The table's bare name, as COPY's messages have it. */
  readonly plain: string;
  readonly entry: Known;
  readonly rejects: Rejects;
  readonly mostRejected: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/**
 * Loads what is left of the file, chunk by chunk: each is one transaction with the rows and how far they go, so that whoever is killed
 * can go on where the last one ended. The next chunk is read while Postgres takes this one. A second session would save the time between
 * two COPYs, less than a tenth of theirs, and would have to know of keys and triggers for which the order of transactions counts.
 */
export async function loadRows(load: Load, begun: Progress): Promise<Progress> {
  const { source, ends, signal, onProgress } = load;
  let at = begun;
  const bytes = source.bytes(begun.position, signal);
  const chunks = splitChunks(bytes, ends, { size: CHUNK_BYTES, line: begun.line });
  for await (const chunk of ahead(chunks)) {
    signal.throwIfAborted();
    at = await loadChunk(load, chunk, at);
    onProgress(at);
  }
  return at;
}

async function loadChunk(load: Load, chunk: Chunk, before: Progress): Promise<Progress> {
  const { session, loading, rejects, plain, signal } = load;
  const table = isStaged(loading) ? "neon_dba_rows" : plain;
  const encoding = loading.dialect?.encoding ?? "UTF8";
  const cut = (): Batch => batchOf(chunk, load, { encoding, version: session.version });
  if (load.keys !== undefined || endMark(chunk.bytes, session.version) === undefined) {
    try {
      return await inTransaction(
        load,
        async () => {
          const bytes = load.keys === undefined ? chunk.bytes : whole(cut());
          return passed(chunk, before, await send(session, loading, bytes));
        },
        before,
      );
    } catch (error) {
      if (failureOf(error, table) === undefined && !(error instanceof Unreadable)) throw error;
    }
  }
  const batch = cut();
  return inTransaction(
    load,
    async () => {
      const { refused, ...sent } = await placeAll(session, loading, batch, table, signal);
      const told = refused.filter(({ record }) => batch.textOf(record).trim() !== "");
      const after = passed(chunk, before, sent, told.length);
      checkShare(load, after);
      for (const { record, failure } of told)
        await rejects.add({ ...failure, line: batch.lineOf(record), record: batch.textOf(record) });
      return { ...after, rejectsBytes: rejects.bytes };
    },
    before,
  );
}

const whole = (batch: Batch): Buffer => batch.payload(0, batch.count);

const passed = (
  chunk: Chunk,
  before: Progress,
  { rows, ignored }: Sent,
  rejected = 0,
): Progress => ({
  ...before,
  position: before.position + chunk.bytes.length,
  line: before.line + chunk.lines,
  rows: before.rows + rows,
  ignored: before.ignored + ignored,
  rejected: before.rejected + rejected,
});

/** The rows and how far they go, or neither. */
function inTransaction(
  { session, loading, entry }: Load,
  place: () => Promise<Progress>,
  before: Progress,
): Promise<Progress> {
  return session.transaction(
    { access: "read write", statementTimeoutMs: STATEMENT_MS, lockTimeoutMs: LOCK_MS },
    async () => {
      await prepare(session, loading.dates);
      if (isStaged(loading)) await session.query(stageSql(loading));
      const after = await place();
      await moveEntry(session, entry, { from: before.position, to: after });
      return after;
    },
  );
}

function checkShare({ mostRejected }: Load, { rows, rejected }: Progress): void {
  if (rejected <= mostRejected && (rejected <= FEW || rejected <= (rows + rejected) * SHARE))
    return;
  throw new ToolError(
    "LIMIT",
    `Postgres refused ${rejected} of ${rows + rejected} rows, which is too many; what was loaded before them stays.`,
    "Look at the reasons with dry_run, correct the file's reading with options, and call again; options.max_rejected allows more.",
  );
}

/** What `on_conflict` says is not refused, but not loaded either. */
export function ignoredNotes(
  { ignored }: Progress,
  { resumed }: { readonly resumed: boolean },
): string[] {
  if (ignored === 0) return [];
  const before = resumed ? "; what the interrupted call left out is not counted" : "";
  return [
    `${ignored} ${ignored === 1 ? "row was" : "rows were"} left out (on_conflict "ignore"): in conflict with what is there${before}.`,
  ];
}

/** The next one is made while this one is worked on. */
async function* ahead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = source.next();
  try {
    for (;;) {
      const { value, done } = await next;
      if (done === true) return;
      next = source.next();
      // whoever comes back for it hears of its failure
      next.catch(() => {});
      yield value;
    }
  } finally {
    await source.return(undefined).catch(() => {});
  }
}
