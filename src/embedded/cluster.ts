import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SUPERUSER } from "./connection.ts";
import { isBeingMade, makeDraft, removeDraft } from "./home.ts";
import type { Home } from "./home.ts";
import { createDataDirectory, runSingleUser } from "./initdb.ts";
import type { Place } from "./initdb.ts";
import type { Installation } from "./installation.ts";
import { hasChecksums, isOfMajor, readPostmaster } from "./postmaster.ts";

/** The shadow cluster on disk: the folder of its data directory, its passwords and its log. It is thrown away where it is in doubt. */
export interface Cluster {
  readonly generation: number;
  readonly path: string;
  readonly data: string;
}

export interface Credentials {
  /** Password of `cloud_admin`. */
  readonly superuser: string;
  /** Password of the owner of every shadow database. */
  readonly owner: string;
}

/** Never logs in: it keeps the hashed password that every shadow's owner gets. */
export const SHADOW_OWNER = "shadow_owner";

/**
 * The cluster as it stands, or undefined. A cluster is never replaced in its place, only by a higher generation, so processes that
 * find a broken one at the same time need no lock.
 */
export const findCluster = (home: Home): Cluster | undefined => clusters(home).at(-1);

/** Of the major version of the binaries, and without checksums, which clusters of an earlier neon-dba have: twins cannot be made there. */
export const isFit = ({ data }: Cluster, { version }: Installation): boolean =>
  isOfMajor(data, version) && !hasChecksums(data);

export function readCredentials(cluster: Cluster): Credentials {
  return JSON.parse(readFileSync(join(cluster.path, "credentials.json"), "utf8")) as Credentials;
}

/**
 * Makes the first or the next generation: all of it in a draft folder, then one rename. Whoever is killed in the middle leaves
 * no half of a cluster; of two at the same time, the slower takes that of the faster.
 */
export async function makeCluster(home: Home, installation: Installation): Promise<Cluster> {
  const next = clusterAt(home, (findCluster(home)?.generation ?? 0) + 1);
  await othersMake(next.path);
  if (existsSync(next.path)) return next;
  const draft = makeDraft(home, next.path);
  try {
    await fill(draft, { data: join(draft, "data"), installation, account: home.account });
    renameSync(draft, next.path);
  } catch (error) {
    removeDraft(draft);
    if (!existsSync(next.path)) throw error;
  }
  removeEarlier(home, next);
  return next;
}

/** Waits a while for whoever makes the same, rather than making it twice. Without a lock both may still begin; that is harmless. */
async function othersMake(path: string): Promise<void> {
  for (let waited = 0; waited < 10_000 && isBeingMade(path); waited += 20) await sleep(20);
}

async function fill(draft: string, place: Place): Promise<void> {
  const credentials: Credentials = { superuser: password(), owner: password() };
  await createDataDirectory(
    place,
    { name: SUPERUSER, password: credentials.superuser },
    // twins need pages that we write, and before Postgres 18 there are no checksums by default
    Number.parseInt(place.installation.version, 10) < 18 ? [] : ["--no-data-checksums"],
  );
  await runSingleUser(place, [
    // into the template, because its installation is a superuser's
    "create extension pg_stat_statements",
    // our own sessions live in `postgres`; nobody else can take their locks, or block copying the template
    "revoke connect, temporary on database postgres, template1 from public",
    // no statement of ours in the statistics that tools read
    `alter role ${SUPERUSER} set pg_stat_statements.track to 'none'`,
    `create role ${SHADOW_OWNER} password '${credentials.owner}'`,
  ]);
  writeFileSync(join(draft, "credentials.json"), JSON.stringify(credentials), { mode: 0o600 });
}

const password = (): string => randomBytes(24).toString("hex");

/** Folder of all generations. */
export const clustersOf = (home: Home): string => join(home.path, "clusters");

function clusterAt(home: Home, generation: number): Cluster {
  const path = join(clustersOf(home), `shadow-${generation}`);
  return { generation, path, data: join(path, "data") };
}

/** All generations on disk, in rising order. */
export function clusters(home: Home): Cluster[] {
  if (!existsSync(clustersOf(home))) return [];
  return readdirSync(clustersOf(home))
    .flatMap((name) => Number(/^shadow-(\d+)$/.exec(name)?.[1] ?? []))
    .filter((generation) => generation > 0)
    .toSorted((a, b) => a - b)
    .map((generation) => clusterAt(home, generation));
}

/** Nobody starts an earlier generation any more; one that still runs is deleted when the next one is made. */
function removeEarlier(home: Home, current: Cluster): void {
  for (const { generation, path, data } of clusters(home))
    if (generation < current.generation && readPostmaster(data) === undefined)
      rmSync(path, { recursive: true, force: true });
}
