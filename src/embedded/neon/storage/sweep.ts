import { readdirSync } from "node:fs";
import { join } from "node:path";
import { endPostgres } from "../compute/end-postgres.ts";
import type { DataId } from "../engine.ts";
import { sweepBases } from "./bases.ts";
import { discard, removeFolder } from "./discard.ts";
import { sweepReplicas } from "./replica-data.ts";
import { baseFolder, dataFolder, inFolder } from "./store.ts";
import type { Store } from "./store.ts";

/** Drafts that are there before anything is begun: their makers are dead, whoever has their process ids now. */
export function findLeftovers(store: Store): string[] {
  return [dataFolder(store), baseFolder(store)].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.startsWith(".new-"))
      .map((name) => join(folder, name)),
  );
}

/**
 * Ends and deletes all replicas, leftovers and every data directory that is not kept, after ending what still runs there; then the bases that no history needs
 * any more.
 */
export async function sweepData(
  store: Store,
  keep: ReadonlySet<DataId>,
  leftovers: readonly string[],
): Promise<void> {
  const unknown = readdirSync(dataFolder(store))
    .filter((name) => name.startsWith("data-") && !keep.has(name))
    .map((name) => join(dataFolder(store), name));
  const known = readdirSync(dataFolder(store)).filter((name) => name.startsWith("data-"));
  await Promise.all(known.map((name) => sweepReplicas(inFolder(join(dataFolder(store), name)))));
  const end = (path: string): Promise<void> => endPostgres(inFolder(path).pgdata, "immediate");
  await Promise.all([
    ...unknown.map((path) => end(path).then(() => discard(path))),
    ...leftovers.map((path) => end(path).then(() => removeFolder(path))),
  ]);
  await sweepBases(store);
}
