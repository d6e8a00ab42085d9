import { findCluster } from "./cluster.ts";
import type { Home } from "./home.ts";
import type { Installation } from "./installation.ts";
import { readLocalNeonStatus } from "./neon/serve/status.ts";
import type { LocalNeonStatus } from "./neon/serve/status.ts";
import { readPostmaster } from "./postmaster.ts";

/** Of the Postgres for shadow databases. */
export interface ShadowStatus {
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
  readonly localNeon: LocalNeonStatus;
  readonly shadow: ShadowStatus;
}

export function readStatus(home: Home, installation: Installation): EmbeddedStatus {
  return {
    home: home.path,
    ...(home.account === undefined ? {} : { account: home.account.name }),
    installation,
    localNeon: readLocalNeonStatus(home),
    shadow: shadowStatus(home),
  };
}

function shadowStatus(home: Home): ShadowStatus {
  const found = findCluster(home);
  if (found === undefined) return { state: "not created" };
  const postmaster = readPostmaster(found.data);
  if (postmaster === undefined) return { state: "suspended" };
  return { state: "running", pid: postmaster.pid, port: postmaster.port };
}
