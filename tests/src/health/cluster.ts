import { findInstallation } from "../../../src/embedded/installation.ts";
import { startCluster, temporaryHome, type Cluster } from "../../helpers/cluster.ts";

/** A Postgres of a test's own, for what belongs to a whole server. Autovacuum is on, as everywhere, and never due. */
export async function ownCluster(
  settings: Readonly<Record<string, string>> = {},
): Promise<Cluster & AsyncDisposable> {
  const home = temporaryHome();
  const cluster = await startCluster(home, await findInstallation(home), {
    autovacuum: "on",
    autovacuum_naptime: "1d",
    ...settings,
  });
  return { ...cluster, [Symbol.asyncDispose]: () => cluster.stop() };
}
