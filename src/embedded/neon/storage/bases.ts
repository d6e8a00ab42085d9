import { existsSync, readdirSync, renameSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { makeDraft, removeDraft } from "../../home.ts";
import { syncDataDirectory } from "../../initdb.ts";
import { checkpointLsn } from "./control-file.ts";
import { copyFiles } from "./copy-files.ts";
import { discard } from "./discard.ts";
import { readHistory } from "./history.ts";
import type { Base } from "./history.ts";
import { baseFolder, dataFolder, newId } from "./store.ts";
import type { Data, Store } from "./store.ts";
import { makeWalFolder, segmentAt, trimWal } from "./wal.ts";

const folderOf = (store: Store, id: string): string => join(baseFolder(store), id);

export const filesOf = (store: Store, { id }: Base): string => join(folderOf(store, id), "pgdata");

/**
 * Makes a base in a draft, on the disk for good, and hands it over to `refer` in the same breath in which it gets its name: one that no
 * history refers to is deleted.
 */
export async function makeBase(
  store: Store,
  fill: (pgdata: string) => Promise<Omit<Base, "id">>,
  refer: (base: Base) => void,
): Promise<Base> {
  const id = newId("base");
  const path = folderOf(store, id);
  const draft = makeDraft(store.home, path);
  const pgdata = join(draft, "pgdata");
  try {
    const { time, lsn, first } = await fill(pgdata);
    await syncDataDirectory({
      data: pgdata,
      installation: store.installation,
      account: store.home.account,
    });
    renameSync(draft, path);
    const base = { id, time, lsn, first };
    refer(base);
    return base;
  } catch (error) {
    removeDraft(draft);
    throw error;
  }
}

/** Of a data directory that was shut down and on which nothing runs. Its log goes on where the base ends. */
export async function copyStopped(
  store: Store,
  data: Data,
  pgdata: string,
  signal: AbortSignal,
): Promise<Omit<Base, "id">> {
  const { account } = store.home;
  await copyFiles({ from: data.pgdata, to: pgdata, account, signal });
  return stoppedBase(data);
}

/** The same with a data directory that is not wanted any more: what stays of it is the WAL that the base needs. */
export async function baseOfStopped(
  store: Store,
  data: Data,
  pgdata: string,
  signal: AbortSignal,
): Promise<Omit<Base, "id">> {
  const base = await copyStopped(store, data, pgdata, signal);
  const wal = `${data.pgdata}.wal`;
  renameSync(data.wal, wal);
  await rm(data.pgdata, { recursive: true });
  makeWalFolder(store.home, data.pgdata);
  renameSync(wal, data.wal);
  trimWal(data.wal, base.first);
  return base;
}

function stoppedBase({ pgdata, wal }: Data): Omit<Base, "id"> {
  const lsn = checkpointLsn(pgdata);
  return { time: new Date().toISOString(), lsn, first: segmentAt(wal, lsn) };
}

/** Deletes the bases that no history refers to, those of drafts counted. It looks and takes their names at once. */
export async function sweepBases(store: Store): Promise<void> {
  const kept = new Set(
    readdirSync(dataFolder(store)).flatMap((name) => {
      const path = join(dataFolder(store), name);
      return existsSync(join(path, "history.json"))
        ? readHistory({ path }).bases.map(({ id }) => id)
        : [];
    }),
  );
  const doomed = readdirSync(baseFolder(store)).filter(
    (name) => name.startsWith("base-") && !kept.has(name),
  );
  await Promise.all(doomed.map((name) => discard(join(baseFolder(store), name))));
}
