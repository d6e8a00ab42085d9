import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { sweepDrafts } from "../../home.ts";
import { endPostgres } from "../compute/end-postgres.ts";
import type { DataId } from "../engine.ts";
import { sweepBases } from "./bases.ts";
import { discard } from "./discard.ts";
import { baseFolder, dataFolder, inFolder, makeFolders } from "./store.ts";
import type { Store } from "./store.ts";
import { isAlive } from "../../process.ts";

/**
 * Deletes every data directory that is not kept and what dead makers left, after ending what still runs there; then the bases that no
 * history needs any more.
 */
export async function sweepData(store: Store, keep: ReadonlySet<DataId>): Promise<void> {
  makeFolders(store);
  const folder = dataFolder(store);
  const doomed = readdirSync(folder).filter((name) =>
    name.startsWith(".new-") ? !isAlive(makerOf(name)) : !keep.has(name),
  );
  await Promise.all(
    doomed.map(async (name) => {
      const data = inFolder(join(folder, name));
      await endPostgres(data.pgdata, "immediate");
      if (!name.startsWith(".new-")) await discard(data.path);
    }),
  );
  sweepDrafts(folder);
  sweepDrafts(baseFolder(store));
  await sweepBases(store);
}

const makerOf = (draft: string): number => Number(draft.split("-")[1]);

/** Deletes one. No compute may run on it. */
export async function removeData(store: Store, path: string): Promise<void> {
  if (!existsSync(path)) return;
  await discard(path);
  await sweepBases(store);
}
