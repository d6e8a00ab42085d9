import { renameSync } from "node:fs";
import { SUPERUSER } from "../../connection.ts";
import { makeDraft, removeDraft } from "../../home.ts";
import { createDataDirectory, runSingleUser, syncDataDirectory } from "../../initdb.ts";
import type { DataId } from "../engine.ts";
import { copyStopped, makeBase } from "./bases.ts";
import { newPassword, writePassword } from "./credentials.ts";
import { writeHistory } from "./history.ts";
import { dataAt, inFolder, newId, placeOf } from "./store.ts";
import type { Store } from "./store.ts";

/** Small segments: every copy of a branch ends one, and the rest of it stays empty. */
const OPTIONS = ["--wal-segsize=2"];

/** Makes a fresh cluster and its first base. About a second. */
export async function createData(store: Store, signal: AbortSignal): Promise<DataId> {
  signal.throwIfAborted();
  const id = newId("data");
  const { path } = dataAt(store, id);
  const draft = inFolder(makeDraft(store.home, path));
  const place = placeOf(store, draft);
  const password = newPassword();
  try {
    writePassword(draft, password);
    await createDataDirectory(place, { name: SUPERUSER, password }, OPTIONS);
    signal.throwIfAborted();
    await runSingleUser(place, statements);
    await syncDataDirectory(place);
    await makeBase(
      store,
      (pgdata) => copyStopped(store, draft, pgdata, signal),
      (base) => writeHistory(draft, { frozen: false, bases: [base] }),
    );
    signal.throwIfAborted();
    renameSync(draft.path, path);
    return id;
  } catch (error) {
    removeDraft(draft.path);
    throw error;
  }
}

/**
 * As on Neon, where every role that is made over the API is in `neon_superuser` (compute_tools/src/migrations and
 * create_privileged_role.sql), but without pg_create_subscription: a subscription's `sslkeylogfile` writes to any file that the user
 * of this machine may write to.
 */
const statements = [
  "create extension pg_stat_statements",
  // our own sessions live in `postgres`; nobody else can take their locks, or block copying the template
  "revoke connect, temporary on database postgres, template1 from public",
  // no statement of ours in the statistics that tools read
  `alter role ${SUPERUSER} set pg_stat_statements.track to 'none'`,
  "create role neon_superuser nologin createdb createrole replication bypassrls in role pg_read_all_data, pg_write_all_data",
  "grant pg_monitor, pg_signal_backend to neon_superuser with admin option",
  "grant pg_maintain to neon_superuser",
  "do $$ begin if current_setting('server_version_num')::int >= 180000 then grant pg_signal_autovacuum_worker to neon_superuser; end if; end $$",
];
