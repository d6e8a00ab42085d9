import type * as api from "@neondatabase/api-client";
import { ToolError } from "../../core/errors.ts";
import type { Database, ManageContents, Role, Secret } from "../../core/manage/contents.ts";
import type { Branch, Progress } from "../../core/neon.ts";
import { amended, LostAnswerError } from "../errors.ts";
import type { Managing } from "../manage.ts";
import { tell } from "../progress.ts";
import { quoted } from "../resolve.ts";
import type { Send } from "../requests.ts";

/** Databases and roles through Neon's API; what was lost on the way is settled by looking. */
export function manageContents(parts: Managing): ManageContents {
  const { computes } = parts;
  const databases = (branch: Branch, signal: AbortSignal) => readDatabases(parts, branch, signal);
  const roles = (branch: Branch, signal: AbortSignal) => readRoles(parts, branch, signal);

  /** Sends a change of a branch's databases and roles, waits for its operations, and forgets what was known. */
  const change = async <T extends Changed>(
    branch: Branch,
    { what, send, call, settled }: Change<T>,
  ): Promise<T | undefined> => {
    const waiting = (message: string): void => tell(call, message);
    try {
      const answer = await parts.requests.write({ what, signal: call.signal, waiting }, send);
      // 204: there is no such thing
      await parts.operations.finish(answer?.operations ?? [], call);
      return answer;
    } catch (error) {
      if (!(error instanceof LostAnswerError)) throw error;
      const recovering = { ...call, signal: AbortSignal.timeout(parts.limits.cleanup) };
      await parts.operations.finishOf(branch.project.id, branch.id, recovering);
      if (!(await settled(recovering.signal)))
        throw amended(error, "It was not done.", "Call again.");
      return undefined;
    } finally {
      computes.forget(branch.id);
    }
  };

  const database = async (branch: Branch, name: string, signal: AbortSignal) =>
    required("database", name, await databases(branch, signal));
  const secretOf = async (
    branch: Branch,
    name: string,
    given: string | undefined,
    signal: AbortSignal,
  ): Promise<Role & Secret> => {
    const password = given ?? (await revealed(parts, branch, { name, signal }));
    parts.redact(password);
    return { ...required("role", name, await roles(branch, signal)), password };
  };

  return {
    databases,
    roles,
    async createDatabase(branch, { name, owner }, call) {
      await change(branch, {
        what: `create database ${quoted(name)}`,
        call,
        send: (client, params) =>
          client.createProjectBranchDatabase(
            branch.project.id,
            branch.id,
            { database: { name, owner_name: owner } },
            params,
          ),
        settled: async (signal) =>
          (await databases(branch, signal)).some((each) => each.name === name),
      });
      return database(branch, name, call.signal);
    },
    async updateDatabase(branch, name, { name: newName, owner }, call) {
      const after = newName ?? name;
      await change(branch, {
        what: `change database ${quoted(name)}`,
        call,
        send: (client, params) =>
          client.updateProjectBranchDatabase(
            branch.project.id,
            branch.id,
            name,
            {
              database: {
                ...(newName === undefined ? {} : { name: newName }),
                ...(owner === undefined ? {} : { owner_name: owner }),
              },
            },
            params,
          ),
        settled: async (signal) =>
          (await databases(branch, signal)).some(
            (each) => each.name === after && (owner === undefined || each.owner === owner),
          ),
      });
      return database(branch, after, call.signal);
    },
    async dropDatabase(branch, name, call) {
      await change(branch, {
        what: `drop database ${quoted(name)}`,
        call,
        send: (client, params) =>
          client.deleteProjectBranchDatabase(branch.project.id, branch.id, name, params),
        settled: async (signal) =>
          (await databases(branch, signal)).every((each) => each.name !== name),
      });
    },
    async createRole(branch, name, call) {
      const made = await change(branch, {
        what: `create role ${quoted(name)}`,
        call,
        send: (client, params) =>
          client.createProjectBranchRole(branch.project.id, branch.id, { role: { name } }, params),
        settled: async (signal) => (await roles(branch, signal)).some((each) => each.name === name),
      });
      return secretOf(branch, name, made?.role.password, call.signal);
    },
    async dropRole(branch, name, call) {
      await change(branch, {
        what: `drop role ${quoted(name)}`,
        call,
        send: (client, params) =>
          client.deleteProjectBranchRole(branch.project.id, branch.id, name, params),
        settled: async (signal) =>
          (await roles(branch, signal)).every((each) => each.name !== name),
      });
    },
    async resetPassword(branch, name, call) {
      const before = required("role", name, await roles(branch, call.signal)).changedAt;
      const made = await change(branch, {
        what: `reset the password of role ${quoted(name)}`,
        call,
        send: (client, params) =>
          client.resetProjectBranchRolePassword(branch.project.id, branch.id, name, params),
        settled: async (signal) =>
          required("role", name, await roles(branch, signal)).changedAt !== before,
      });
      return secretOf(branch, name, made?.role.password, call.signal);
    },
  };
}

interface Changed {
  readonly operations: readonly api.Operation[];
}

interface Change<T extends Changed> {
  readonly what: string;
  readonly call: Progress;
  readonly send: Send<T>;
  /** Whether it was done, asked when the answer was lost. */
  readonly settled: (signal: AbortSignal) => Promise<boolean>;
}

async function readDatabases(
  { requests }: Managing,
  branch: Branch,
  signal: AbortSignal,
): Promise<readonly Database[]> {
  const { databases } = await requests.read(
    { what: `list the databases of branch ${quoted(branch.name)}`, signal },
    (client, params) => client.listProjectBranchDatabases(branch.project.id, branch.id, params),
  );
  return databases.map(({ name, owner_name: owner, created_at: createdAt }) => ({
    name,
    owner,
    createdAt,
  }));
}

async function readRoles(
  { requests }: Managing,
  branch: Branch,
  signal: AbortSignal,
): Promise<readonly Role[]> {
  const { roles } = await requests.read(
    { what: `list the roles of branch ${quoted(branch.name)}`, signal },
    (client, params) => client.listProjectBranchRoles(branch.project.id, branch.id, params),
  );
  return roles.map(
    ({ name, protected: isProtected = false, created_at: createdAt, updated_at: changedAt }) => ({
      name,
      isProtected,
      createdAt,
      changedAt,
    }),
  );
}

interface Named {
  readonly name: string;
  readonly signal: AbortSignal;
}

/** The password that Neon keeps of a role: an answer that was lost held it. */
async function revealed(
  { requests }: Managing,
  branch: Branch,
  { name, signal }: Named,
): Promise<string> {
  const { password } = await requests.read(
    { what: `tell the password of role ${quoted(name)}`, signal },
    (client, params) =>
      client.getProjectBranchRolePassword(branch.project.id, branch.id, name, params),
  );
  return password;
}

function required<T extends { readonly name: string }>(
  kind: string,
  name: string,
  all: readonly T[],
): T {
  const found = all.find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new ToolError(
    "UNAVAILABLE",
    `Neon does not list ${kind} ${quoted(name)} now.`,
    "Somebody else may have renamed or dropped it: list them again.",
  );
}
