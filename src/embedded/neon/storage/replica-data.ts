import {
  appendFileSync,
  chownSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";
import { SUPERUSER } from "../../connection.ts";
import { makeDraft } from "../../home.ts";
import { endPostgres } from "../compute/end-postgres.ts";
import { backUp } from "./backup.ts";
import { redoLsn } from "./control-file.ts";
import type { WithSource } from "./copy-data.ts";
import { readPassword, writePassword } from "./credentials.ts";
import { discard, removeFolder } from "./discard.ts";
import { inFolder } from "./store.ts";
import type { Data, Store } from "./store.ts";
import { placeOfSegment, segmentAt, segments } from "./wal.ts";

/** Replicas lie in the folder of what they follow, and go with it. */
const replicaFolder = (primary: Data): string => join(primary.path, "replicas");

export const replicaAt = (primary: Data, name: string): Data =>
  inFolder(join(replicaFolder(primary), name));

/** Whether there is a copy, and the WAL that it lacks is still there. */
export function canFollow(primary: Data, replica: Data): boolean {
  if (!existsSync(join(replica.pgdata, "PG_VERSION"))) return false;
  const needed = segmentAt(primary.wal, redoLsn(replica.pgdata));
  return segments(primary.wal).some((file) => placeOfSegment(file) === needed);
}

/** Makes a copy of a running primary that will follow it, in place of the one that may be there. */
export async function makeReplica(
  store: Store,
  { primary, replica }: { readonly primary: Data; readonly replica: Data },
  withSource: WithSource,
  signal: AbortSignal,
): Promise<void> {
  const { home } = store;
  await discard(replica.path);
  const draft = inFolder(makeDraft(home, replica.path));
  try {
    writePassword(draft, readPassword(primary));
    await withSource(async (client) => {
      await admitReplicas(primary, client);
      await backUp(store, client, primary.pgdata, draft.pgdata, signal);
    });
    writeOwned(store, passwordFile(draft), `*:*:*:${SUPERUSER}:${readPassword(primary)}\n`);
    writeOwned(store, join(draft.pgdata, "standby.signal"), "");
    renameSync(draft.path, replica.path);
  } catch (error) {
    await removeFolder(draft.path);
    throw error;
  }
}

/** Where a replica streams from; undefined: from nowhere, as long as the primary sleeps. Read when it starts. */
export function writeConnection(store: Store, replica: Data, port: number | undefined): void {
  const line = `primary_conninfo = '${connectionInfo(replica, port).replaceAll("'", "''")}'\n`;
  writeOwned(store, join(replica.pgdata, "postgresql.auto.conf"), line);
}

/**
 * The password is in a file: those who may see all settings see this one, too. The name of the session keeps it from counting as one
 * that keeps the primary awake.
 */
export function connectionInfo(replica: Data, port: number | undefined): string {
  if (port === undefined) return "";
  const path = passwordFile(replica).replaceAll(/['\\]/g, "\\$&");
  return `host=127.0.0.1 port=${port} user=${SUPERUSER} passfile='${path}' application_name='neon-dba replica'`;
}

const passwordFile = ({ path }: Data): string => join(path, "replication.password");

function writeOwned({ home: { account } }: Store, path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 });
  if (account !== undefined) chownSync(path, account.uid, account.gid);
}

const ADMISSION = `host replication ${SUPERUSER} 127.0.0.1/32 scram-sha-256\n`;

/** `all` in pg_hba.conf is all databases, and replication is none. Nobody else streams: it would hand out every file. */
async function admitReplicas({ pgdata }: Data, client: Client): Promise<void> {
  const path = join(pgdata, "pg_hba.conf");
  if (readFileSync(path, "utf8").includes(ADMISSION)) return;
  appendFileSync(path, ADMISSION);
  await client.query("select pg_reload_conf()");
}

/** Ends and deletes all replicas of a data directory: those of a process that is dead are made anew when they are asked for. */
export async function sweepReplicas(data: Data): Promise<void> {
  const folder = replicaFolder(data);
  if (!existsSync(folder)) return;
  const paths = readdirSync(folder).map((name) => join(folder, name));
  await Promise.all(paths.map((path) => endPostgres(inFolder(path).pgdata, "immediate")));
  await discard(folder);
}
