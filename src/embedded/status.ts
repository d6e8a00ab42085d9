import { findCluster } from "./cluster.ts";
import type { ClusterKind } from "./cluster.ts";
import type { Home } from "./home.ts";
import type { Installation } from "./installation.ts";
import { readPostmaster } from "./postmaster.ts";

export interface ComputeStatus {
  readonly cluster: ClusterKind;
  readonly state: "not created" | "suspended" | "running";
  readonly pid?: number;
  readonly port?: number;
}

/** What `neon-dba doctor` prints. It holds no secret. */
export interface EmbeddedStatus {
  readonly home: string;
  /** Whom Postgres runs as, when that is not the user of this process. */
  readonly account?: string;
  readonly installation: Installation;
  readonly computes: readonly ComputeStatus[];
}

export function readStatus(home: Home, installation: Installation): EmbeddedStatus {
  return {
    home: home.path,
    ...(home.account === undefined ? {} : { account: home.account.name }),
    installation,
    computes: (["main", "shadow"] as const).map((kind) => computeStatus(home, kind)),
  };
}

function computeStatus(home: Home, cluster: ClusterKind): ComputeStatus {
  const found = findCluster(home, cluster);
  if (found === undefined) return { cluster, state: "not created" };
  const postmaster = readPostmaster(found.data);
  if (postmaster === undefined) return { cluster, state: "suspended" };
  return { cluster, state: "running", pid: postmaster.pid, port: postmaster.port };
}
