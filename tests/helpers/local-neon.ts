import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createApiClient } from "@neondatabase/api-client";
import type { Address } from "../../src/core/address.ts";
import { createEmbedded } from "../../src/embedded/embedded.ts";
import type { EmbeddedOptions } from "../../src/embedded/embedded.ts";
import type { Fault } from "../../src/embedded/neon/faults.ts";
import type { Served } from "../../src/embedded/neon/serve/serving.ts";
import { isAlive } from "../../src/embedded/process.ts";
import { removeHome } from "./temporary-folder.ts";

/** A local Neon on a home of its own; disposing of it ends all its processes and deletes the home. */
export interface LocalNeon extends Served, AsyncDisposable {
  readonly home: string;
  /** Neon's own client, on this Neon. */
  readonly api: ReturnType<typeof createApiClient>;
  /** What goes wrong from now on, instead of what was set before. */
  setFaults(faults: readonly Fault[]): Promise<void>;
  /** kill -9 of its process; returns when it is gone. */
  kill(): Promise<void>;
  /** The one that serves the home now, started where none does: after `kill` it listens elsewhere. It shares the home. */
  again(): Promise<LocalNeon>;
}

/** Starts the real program from the sources on an empty home: the project `local` with its branch `main`. */
export async function localNeon(options: Partial<EmbeddedOptions> = {}): Promise<LocalNeon> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), "neon-dba-neon-"));
  const embedded = createEmbedded({ ...options, home });
  const dispose = async (): Promise<void> => {
    await embedded.destroy();
    removeHome(home);
  };
  try {
    const served = await embedded.localNeon();
    return {
      ...served,
      home,
      api: createApiClient({ apiKey: served.key, baseURL: served.apiUrl }),
      setFaults: (faults) => setFaults(served, faults),
      kill: () => kill(served.pid),
      again: () => localNeon({ ...options, home }),
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** `neondb_owner` on the default branch, by the port for Postgres over TCP. */
export async function ownerAddress({ apiUrl, key, port }: Served): Promise<Address> {
  const api = createApiClient({ apiKey: key, baseURL: apiUrl });
  const [project] = (await api.listProjects({})).data.projects;
  const named = { database_name: "neondb", role_name: "neondb_owner" };
  const { data } = await api.getConnectionUri({ projectId: project?.id ?? "", ...named });
  const { hostname, username: user, password } = new URL(data.uri);
  const options = `endpoint=${hostname.split(".")[0]}`;
  return { host: "127.0.0.1", port, database: "neondb", user, password, options };
}

async function setFaults({ origin, key }: Served, faults: readonly Fault[]): Promise<void> {
  const response = await fetch(`${origin}/faults`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify(faults),
  });
  if (!response.ok) throw new Error(await response.text());
}

async function kill(pid: number): Promise<void> {
  process.kill(pid, "SIGKILL");
  while (isAlive(pid)) await sleep(5);
}
