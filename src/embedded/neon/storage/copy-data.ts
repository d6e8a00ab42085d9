import { renameSync } from "node:fs";
import type { Client } from "pg";
import { makeDraft } from "../../home.ts";
import { HistoryError } from "../engine.ts";
import type { Copied, CopyRequest } from "../engine.ts";
import { backUp } from "./backup.ts";
import { baseOfStopped, copyStopped, filesOf, makeBase } from "./bases.ts";
import { copyFiles } from "./copy-files.ts";
import { readPassword, writePassword } from "./credentials.ts";
import { discard } from "./discard.ts";
import { emptyData } from "./empty-data.ts";
import { isBefore, readHistory, writeHistory } from "./history.ts";
import { restore } from "./restore.ts";
import { dataAt, existingData, inFolder, newId } from "./store.ts";
import type { Data, Store } from "./store.ts";
import { copyWal, makeWalFolder, shareWal } from "./wal.ts";

/** Runs work on a superuser session of the source's compute, which is started for it and stays awake. */
export type WithSource = <T>(work: (client: Client) => Promise<T>) => Promise<T>;

/** Where a copy stands in the history of its source. */
export type Position = Omit<Copied, "data">;

/** Copies a data directory as it is, or was. Whatever fails leaves nothing. */
export function copyData(
  store: Store,
  request: CopyRequest,
  withSource: WithSource,
): Promise<Copied> {
  return making(store, request, (source, draft) => fill(store, request, withSource, source, draft));
}

/** The same for a compute that never comes: a base, and what it needs of the WAL. */
export function freezeData(
  store: Store,
  request: CopyRequest,
  withSource: WithSource,
): Promise<Copied> {
  return making(store, request, async (source, draft) => {
    if (request.at === undefined && request.schemaOnly !== true && !readHistory(source).frozen)
      return freezePresent(store, request, withSource, source, draft);
    const position = await fill(store, request, withSource, source, draft);
    const { signal } = request;
    await makeBase(
      store,
      (pgdata) => baseOfStopped(store, draft, pgdata, signal),
      (base) => writeHistory(draft, { frozen: true, bases: [base] }),
    );
    return position;
  });
}

/** The rename makes it a data directory. */
async function making(
  store: Store,
  { from, signal }: CopyRequest,
  fillDraft: (source: Data, draft: Data) => Promise<Position>,
): Promise<Copied> {
  signal.throwIfAborted();
  const source = existingData(store, from);
  const id = newId("data");
  const { path } = dataAt(store, id);
  const draft = inFolder(makeDraft(store.home, path));
  try {
    writePassword(draft, readPassword(source));
    const position = await fillDraft(source, draft);
    signal.throwIfAborted();
    renameSync(draft.path, path);
    return { data: id, ...position };
  } catch (error) {
    await discard(draft.path);
    throw error;
  }
}

async function fill(
  store: Store,
  request: CopyRequest,
  withSource: WithSource,
  source: Data,
  draft: Data,
): Promise<Position> {
  const { at, signal, schemaOnly = false } = request;
  const position = readHistory(source).frozen
    ? await thaw(store, request, source, draft)
    : at === undefined
      ? await copyPresent(store, request, withSource, source, draft)
      : await restore(store, { source, at, signal }, withSource, draft);
  if (!schemaOnly) return position;
  await emptyData(store, draft, signal);
  await makeBase(
    store,
    (pgdata) => copyStopped(store, draft, pgdata, signal),
    (base) => writeHistory(draft, { frozen: false, bases: [base] }),
  );
  return position;
}

async function copyPresent(
  store: Store,
  { signal }: CopyRequest,
  withSource: WithSource,
  source: Data,
  draft: Data,
): Promise<Position> {
  return withSource(async (client) => {
    const backup = await backUp(store, client, source.pgdata, draft.pgdata, signal);
    // In one breath: meanwhile no new base of the source ends the life of an old one and its WAL.
    const { bases } = readHistory(source);
    const first = bases[0]?.first ?? backup.first;
    shareWal(store.home, source.wal, draft.wal, { first, last: backup.last });
    writeHistory(draft, { frozen: false, bases });
    return { lsn: backup.lsn, time: new Date(backup.time) };
  });
}

async function freezePresent(
  store: Store,
  { signal }: CopyRequest,
  withSource: WithSource,
  source: Data,
  draft: Data,
): Promise<Position> {
  makeWalFolder(store.home, draft.pgdata);
  makeWalFolder(store.home, draft.wal);
  return withSource((client) =>
    makeBase(
      store,
      async (pgdata) => {
        const backup = await backUp(store, client, source.pgdata, pgdata, signal);
        shareWal(store.home, source.wal, draft.wal, backup);
        return backup;
      },
      (base) => writeHistory(draft, { frozen: true, bases: [base] }),
    ).then(({ lsn, time }) => ({ lsn, time: new Date(time) })),
  );
}

/** A frozen one is at all times what it was at its moment. */
async function thaw(
  store: Store,
  { at, signal }: CopyRequest,
  source: Data,
  draft: Data,
): Promise<Position> {
  const { bases } = readHistory(source);
  const [base] = bases;
  if (base === undefined || (at !== undefined && !isBefore(base, at)))
    throw new HistoryError(`Its history begins at ${base?.time ?? "no moment"}.`);
  writeHistory(draft, { frozen: false, bases });
  const { account } = store.home;
  await copyFiles({ from: filesOf(store, base), to: draft.pgdata, account, signal });
  copyWal(store.home, source.wal, draft.wal);
  return { lsn: base.lsn, time: new Date(base.time) };
}
