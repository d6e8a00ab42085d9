import type { Branch, Neon } from "../core/neon.ts";
import { addCompute } from "./add-compute.ts";
import { createBranches } from "./branches.ts";
import { type Connector, createConnector, type Origin } from "./client.ts";
import { createComputes } from "./computes.ts";
import { connect } from "./connection.ts";
import { createBranch } from "./create-branch.ts";
import { createManagement } from "./manage.ts";
import { LIMITS, type Limits } from "./limits.ts";
import { createOperations } from "./operations.ts";
import { createProjects } from "./projects.ts";
import { removeBranch } from "./remove-branch.ts";
import { createRequests, type Log } from "./requests.ts";
import { quoted } from "./resolve.ts";
import { restartCompute } from "./restart-compute.ts";
import { resetBranch, restoreBranch } from "./restore-branch.ts";
import { restoreSnapshot } from "./restore-snapshot.ts";
import { snapshotFrom } from "./shapes.ts";
import { updateBranch } from "./update-branch.ts";

export interface NeonOptions {
  /** Asked before every request and for every connection: the local Neon may have moved. */
  readonly origin: (signal: AbortSignal) => Promise<Origin>;
  readonly deployment: "local" | "neon";
  /** Name or id of the project that is meant when none is named. */
  readonly project?: string;
  /** Called with each secret that is learnt, before it is used. */
  readonly redact: (secret: string) => void;
  /** Called with each request that is sent, also the repeated ones. */
  readonly onRequest?: (method: string, path: string) => void;
  readonly limits?: Partial<Limits>;
  readonly log?: Log;
  /** Connections to the API that others use too; a key is sent with each request and belongs to none of them. */
  readonly connector?: () => Promise<Connector>;
}

export type OpenNeon = Neon & {
  /** Forgets all that it knows: the next call asks for everything. */
  forgetAll(): void;
};

/** A Neon through its API. Nothing is loaded or asked before the first call. */
export function createNeon(options: NeonOptions): OpenNeon {
  const limits = { ...LIMITS, ...options.limits };
  const origin = async (signal: AbortSignal): Promise<Origin> => {
    const where = await options.origin(signal);
    options.redact(where.apiKey);
    return where;
  };
  const { deployment, project, redact } = options;
  const connector = options.connector ?? createConnector(options.onRequest);
  const requests = createRequests({ origin, connector, deployment, limits, log: options.log });
  const projects = createProjects({ requests, project, rememberMs: limits.names });
  const branches = createBranches(requests, limits.names);
  const computes = createComputes(requests, redact);
  const operations = createOperations(requests, limits);
  const parts = { requests, branches, computes, operations, limits };
  const shown = ({ branch }: { readonly branch: Parameters<Neon["forget"]>[0] }) => branch;

  const rolesOf = async (branch: Branch, signal: AbortSignal) => {
    const { roles } = await requests.read(
      { what: `list the roles of branch ${quoted(branch.name)}`, signal },
      (client, params) => client.listProjectBranchRoles(branch.project.id, branch.id, params),
    );
    return roles;
  };
  return {
    manage: createManagement({ ...parts, projects, redact }),
    projects: (signal) => projects.all(signal),
    project: (name, signal) => projects.one(name, signal),
    branches: async (name, signal) =>
      (await branches.all(await projects.one(name, signal), signal)).map(shown),
    branch: async (target, signal) =>
      shown(await branches.now(await projects.one(target.project, signal), target.branch, signal)),
    endpoint: (branch, signal) => {
      computes.forgetEndpoint(branch.id);
      return computes.endpoint(branch, { signal });
    },
    databases: async (branch, signal) => {
      computes.forgetDatabases(branch.id);
      return (await computes.databases(branch, signal)).map(({ name }) => name);
    },
    roles: async (branch, signal) => (await rolesOf(branch, signal)).map(({ name }) => name),
    roleChanges: async (branch, signal) =>
      new Map((await rolesOf(branch, signal)).map(({ name, updated_at: at }) => [name, at])),
    snapshots: async (name, signal) => {
      const { id } = await projects.one(name, signal);
      const { snapshots } = await requests.read(
        { what: "list the snapshots", signal },
        (client, params) => client.listSnapshots(id, params),
      );
      return snapshots.map(snapshotFrom);
    },
    createBranch: (request, call) => createBranch(parts, request, call),
    resetBranch: (branch, keepAs, call) => resetBranch(parts, branch, { keepAs, call }),
    restoreBranch: (branch, to, keepAs, call) =>
      "snapshot" in to
        ? restoreSnapshot(parts, branch, { snapshot: to.snapshot, keepAs, call })
        : restoreBranch(parts, branch, { to, keepAs, call }),
    addCompute: (branch, call) => addCompute(parts, branch, call),
    restartCompute: (branch, call) => restartCompute(parts, branch, call),
    updateBranch: (branch, change, call) => updateBranch(parts, branch, { change, call }),
    deleteBranch: (branch, call) => removeBranch(parts, branch, call),
    connection: (target, how) => connect({ projects, branches, computes, origin }, target, how),
    forget(branch) {
      computes.forget(branch.id);
      branches.forget(branch.project.id);
    },
    forgetAll() {
      projects.forget();
      branches.forgetAll();
      computes.forgetAll();
    },
  };
}
