import type * as api from "@neondatabase/api-client";
import { ToolError } from "../core/errors.ts";
import type { Branch, Endpoint } from "../core/neon.ts";
import { Recent } from "../core/recent.ts";
import type { Requests } from "./requests.ts";
import { quoted } from "./resolve.ts";
import { endpointFrom } from "./shapes.ts";

export interface Database {
  readonly name: string;
  readonly owner: string;
}

/** What a branch's databases are reached by. It is remembered until it is forgotten: a connection that fails tells. */
export interface Computes {
  /**
   * The read-write one; undefined where there is none. `fresh`: one that was read with another version of the branch than
   * `updatedAt` is read again.
   */
  endpoint(branch: Branch, asked: AskedEndpoint): Promise<Endpoint | undefined>;
  /** Any of the branch's by its id, as it is now. */
  named(branch: Branch, id: string, signal: AbortSignal): Promise<Endpoint | undefined>;
  databases(branch: Branch, signal: AbortSignal): Promise<readonly Database[]>;
  /** Undefined where Neon knows none: the role was made with SQL, or the project stores no passwords. */
  password(branch: Branch, role: string, signal: AbortSignal): Promise<string | undefined>;
  forget(branchId: string): void;
  forgetEndpoint(branchId: string): void;
  forgetDatabases(branchId: string): void;
  forgetAll(): void;
}

export interface AskedEndpoint {
  readonly signal: AbortSignal;
  readonly updatedAt?: string;
  readonly fresh?: boolean;
}

/** Branches, and roles of one branch, that are remembered. Any text is asked for as a role. */
const [BRANCHES, ROLES] = [200, 100];

interface Known {
  endpoint?: { readonly value: Endpoint | undefined; readonly updatedAt: string | undefined };
  databases?: readonly Database[];
  readonly passwords: Recent<string, string | undefined>;
}

export function createComputes(requests: Requests, redact: (secret: string) => void): Computes {
  const known = new Recent<string, Known>(BRANCHES);
  const of = ({ id }: Branch): Known => {
    const found = known.get(id) ?? { passwords: new Recent(ROLES) };
    known.set(id, found);
    return found;
  };

  return {
    async endpoint(branch, { signal, updatedAt, fresh = false }) {
      const memory = of(branch);
      const remembered = memory.endpoint;
      const isCurrent = !fresh || remembered?.updatedAt === updatedAt;
      // a missing compute may be added at any time, and asking costs less than being wrong
      if (remembered?.value !== undefined && isCurrent) return remembered.value;
      const value = readWrite(await readEndpoints(requests, branch, signal));
      memory.endpoint = { value, updatedAt };
      return value;
    },
    async named(branch, id, signal) {
      const found = (await readEndpoints(requests, branch, signal)).find((each) => each.id === id);
      return found === undefined ? undefined : endpointFrom(found);
    },
    async databases(branch, signal) {
      const memory = of(branch);
      return (memory.databases ??= await readDatabases(requests, branch, signal));
    },
    async password(branch, role, signal) {
      const { passwords } = of(branch);
      if (passwords.has(role)) return passwords.get(role);
      const password = await readPassword(requests, branch, { role, signal });
      if (password !== undefined) redact(password);
      passwords.set(role, password);
      return password;
    },
    forget: (branchId) => known.delete(branchId),
    forgetEndpoint: (branchId) => void delete known.get(branchId)?.endpoint,
    forgetDatabases: (branchId) => void delete known.get(branchId)?.databases,
    forgetAll: () => known.clear(),
  };
}

async function readEndpoints(requests: Requests, branch: Branch, signal: AbortSignal) {
  const { endpoints } = await requests.read(
    { what: `look at the compute of branch ${quoted(branch.name)}`, signal },
    (client, params) => client.listProjectBranchEndpoints(branch.project.id, branch.id, params),
  );
  return endpoints;
}

/** Read replicas are endpoints too. */
export function readWrite(endpoints: readonly api.Endpoint[]): Endpoint | undefined {
  const found = endpoints.find(({ type }) => `${type}` === "read_write");
  return found === undefined ? undefined : endpointFrom(found);
}

async function readDatabases(requests: Requests, branch: Branch, signal: AbortSignal) {
  const { databases } = await requests.read(
    { what: `list the databases of branch ${quoted(branch.name)}`, signal },
    (client, params) => client.listProjectBranchDatabases(branch.project.id, branch.id, params),
  );
  return databases.map(({ name, owner_name: owner }) => ({ name, owner }));
}

async function readPassword(
  requests: Requests,
  branch: Branch,
  { role, signal }: { role: string; signal: AbortSignal },
): Promise<string | undefined> {
  try {
    const answer = await requests.read(
      { what: `tell the password of role ${quoted(role)}`, signal },
      (client, params) =>
        client.getProjectBranchRolePassword(branch.project.id, branch.id, role, params),
    );
    return answer.password;
  } catch (error) {
    if (error instanceof ToolError && ["NOT_FOUND", "INVALID_INPUT"].includes(error.code))
      return undefined;
    throw error;
  }
}
