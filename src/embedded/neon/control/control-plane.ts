import type { IncomingMessage, ServerResponse } from "node:http";
import type { Engine } from "../engine.ts";
import type { Faults } from "../faults.ts";
import type { Route } from "../gateway.ts";
import { createRouter } from "./api/router.ts";
import { serve } from "./api/serve.ts";
import type { Control } from "./control.ts";
import { Expiry, removeExpired } from "./expiry.ts";
import { accountRoutes } from "./handlers/account.ts";
import { branchRoutes } from "./handlers/branches.ts";
import { consumptionRoutes } from "./handlers/consumption.ts";
import { connectionRoutes } from "./handlers/connection-uri.ts";
import { createDefaultProject } from "./handlers/create-project.ts";
import { databaseRoutes } from "./handlers/databases.ts";
import { endpointRoutes } from "./handlers/endpoints.ts";
import { operationRoutes } from "./handlers/operations.ts";
import { projectRoutes } from "./handlers/projects.ts";
import { roleRoutes } from "./handlers/roles.ts";
import { scheduleRoutes } from "./handlers/schedule.ts";
import { snapshotRoutes } from "./handlers/snapshots.ts";
import { route } from "./route.ts";
import { SnapshotSchedules } from "./snapshot-schedules.ts";
import { all, dataIds } from "./state/changes.ts";
import { recover } from "./state/recover.ts";
import { Store } from "./state/store.ts";
import { Meter } from "./usage/meter.ts";
import { noteContents } from "./work/contents.ts";
import { Jobs } from "./work/jobs.ts";

export interface ControlPlaneOptions {
  /** Folder of `state.json`; nobody else writes it. */
  readonly root: string;
  readonly engine: Engine;
  readonly faults: Faults;
  readonly log: Control["log"];
}

/** Projects, branches, endpoints, roles, databases and snapshots of the local Neon, and its REST API. */
export interface ControlPlane {
  /** Answers `/api/v2/…`; the caller has checked the key. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** For the gateway: finds an endpoint by its host and wakes its compute. */
  readonly route: (host: string, peer?: string) => Promise<Route>;
  /** Called with an endpoint's id before its compute goes away or moves to other data. */
  onDisconnect: (endpoint: string) => void;
  /** Makes the snapshots that are due at a moment and deletes what has expired, as happens by itself when it has come. */
  pass(at: Date): Promise<void>;
  /** Whether operations run. */
  readonly busy: boolean;
  /** What runs fails; the engine is the caller's to close. */
  close(): Promise<void>;
}

/** Opens the metadata as the last process left them: what it had begun has failed, what it left half made is deleted. */
export async function createControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { root, engine, faults, log } = options;
  const store = await Store.open(root);
  if (!store.isNew) await store.change(all(recover, removeExpired));
  await engine.sweep(dataIds(store.state));
  const jobs = new Jobs({ store, engine, faults, log });
  const control: Control = {
    store,
    engine,
    faults,
    jobs,
    log,
    disconnect: (endpoint) => plane.onDisconnect(endpoint),
    reschedule() {
      expiry.schedule();
      schedules.schedule();
    },
  };
  engine.onEnding = (data, client) => noteContents(control, data, client);
  const expiry = new Expiry(control);
  const schedules = new SnapshotSchedules(control);
  control.reschedule();
  const ready = firstProject(control);
  const meter = await Meter.open({ root, store, engine });
  const router = createRouter({ ...routesOf(control), ...consumptionRoutes(control, meter) });
  const plane: ControlPlane = {
    handle: (request, response) => serve({ router, faults, ready, log }, request, response),
    async route(host, peer) {
      await ready();
      return route(control, host, peer);
    },
    onDisconnect: () => {},
    async pass(at) {
      await schedules.run(at);
      await expiry.run(at);
    },
    get busy() {
      return jobs.busy;
    },
    async close() {
      expiry.close();
      schedules.close();
      await jobs.close();
      await meter.close();
      await store.settled();
    },
  };
  return plane;
}

const routesOf = (control: Control) => ({
  ...accountRoutes,
  ...projectRoutes(control),
  ...branchRoutes(control),
  ...endpointRoutes(control),
  ...roleRoutes(control),
  ...databaseRoutes(control),
  ...snapshotRoutes(control),
  ...scheduleRoutes(control),
  ...operationRoutes(control),
  ...connectionRoutes(control),
});

async function begin(control: Control): Promise<void> {
  const { store } = control;
  if (Object.keys(store.state.projects).length === 0) await createDefaultProject(control);
  await store.change((state) => ({ ...state, begun: true }));
}

/** Makes the project of a new home when it is first asked for; once that has been deleted, there is none. */
function firstProject(control: Control): () => Promise<void> {
  const { store } = control;
  let pending: Promise<void> | undefined;
  let needed = store.state.begun !== true;
  return async () => {
    if (!needed) return;
    pending ??= begin(control).then(
      () => void (needed = false),
      (error: unknown) => {
        pending = undefined;
        throw error;
      },
    );
    await pending;
  };
}
