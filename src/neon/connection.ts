import type { Address } from "../core/address.ts";
import { ToolError } from "../core/errors.ts";
import type { Branch, ConnectionFacts, Endpoint, Neon } from "../core/neon.ts";
import type { TargetInput } from "../core/target.ts";
import type { Branches } from "./branches.ts";
import type { Origin } from "./client.ts";
import type { Computes, Database } from "./computes.ts";
import type { Projects } from "./projects.ts";
import { listed, missing, quoted } from "./resolve.ts";
import type { BranchRecord } from "./shapes.ts";

export interface Parts {
  readonly projects: Projects;
  readonly branches: Branches;
  readonly computes: Computes;
  readonly origin: (signal: AbortSignal) => Promise<Origin>;
}

type Options = Parameters<Neon["connection"]>[1];

/**
 * How to connect to a target. Everything is remembered, so that a warm call asks nothing; `fresh` asks for the branch, and
 * for its compute when the branch has changed since. Where a remembered branch is gone, the name is looked up anew.
 */
export async function connect(
  parts: Parts,
  target: TargetInput,
  options: Options,
): Promise<ConnectionFacts> {
  const { fresh, signal } = options;
  const project = await parts.projects.one(target.project, signal);
  if (fresh)
    return facts(parts, await parts.branches.now(project, target.branch, signal), {
      target,
      ...options,
    });
  const record = await parts.branches.remembered(project, target.branch, signal);
  try {
    return await facts(parts, record, { target, ...options });
  } catch (error) {
    if (!(error instanceof ToolError && error.code === "NOT_FOUND")) throw error;
    const now = await parts.branches.now(project, target.branch, signal);
    if (now.branch.id === record.branch.id) throw error;
    parts.computes.forget(record.branch.id);
    return facts(parts, now, { target, ...options });
  }
}

async function facts(
  { computes, origin }: Parts,
  { branch, updatedAt }: BranchRecord,
  { target, compute, fresh, connection, signal }: Options & { readonly target: TargetInput },
): Promise<ConnectionFacts> {
  const [endpoint, database, { apiUrl }] = await Promise.all([
    compute === undefined
      ? computes.endpoint(branch, { signal, updatedAt, fresh })
      : computes.named(branch, compute, signal),
    chooseDatabase(computes, branch, { wanted: target.database, signal }),
    origin(signal),
  ]);
  if (endpoint === undefined) throw withoutCompute(branch);
  const login = await chooseLogin(computes, branch, { database, role: target.role, signal });
  return {
    branch,
    address: address(endpoint, { apiUrl, connection, database: database.name, ...login }),
  };
}

interface Place {
  readonly apiUrl: string;
  readonly connection: Options["connection"];
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

function address(endpoint: Endpoint, { apiUrl, connection, ...login }: Place): Address {
  const host = connection === "pooled" ? endpoint.pooledHost : endpoint.host;
  const place = { host, port: 5432, ...login };
  if (host.endsWith(".localhost")) return { ...place, gateway: new URL(apiUrl).origin };
  return { ...place, ssl: "require", channelBinding: true, gateway: "host" };
}

interface Wanted {
  readonly wanted: string | undefined;
  readonly signal: AbortSignal;
}

async function chooseDatabase(
  computes: Computes,
  branch: Branch,
  { wanted, signal }: Wanted,
): Promise<Database> {
  const pick = (databases: readonly Database[]): Database | undefined =>
    wanted === undefined
      ? (databases.find(({ name }) => name === "neondb") ?? databases[0])
      : databases.find(({ name }) => name === wanted);
  const remembered = pick(await computes.databases(branch, signal));
  if (remembered !== undefined) return remembered;
  // it may have been created since
  computes.forgetDatabases(branch.id);
  const databases = await computes.databases(branch, signal);
  const found = pick(databases);
  if (found !== undefined) return found;
  const names = databases.map(({ name }) => name);
  if (wanted !== undefined)
    throw missing("database", wanted, names, ` on branch ${quoted(branch.name)}`);
  throw new ToolError(
    "NOT_FOUND",
    `Branch ${quoted(branch.name)} has no database.`,
    "Name another branch as `branch`: `list_branches` shows them.",
  );
}

interface Login {
  readonly database: Database;
  readonly role: string | undefined;
  readonly signal: AbortSignal;
}

/** A role that Neon knows no password of is switched to by the session; who connects is the database's owner then. */
async function chooseLogin(
  computes: Computes,
  branch: Branch,
  { database, role, signal }: Login,
): Promise<{ user: string; password: string }> {
  const users = role === undefined ? [database.owner] : [role, database.owner];
  for (const user of users) {
    const password = await computes.password(branch, user, signal);
    if (password !== undefined) return { user, password };
  }
  throw new ToolError(
    "PERMISSION",
    `Neon knows no password of ${listed(users, " or ")}, so nobody can connect to database ${quoted(database.name)} on branch ${quoted(branch.name)}.`,
    "Name a role that was made in the Neon console or through its API as `role` in `target`.",
  );
}

const withoutCompute = (branch: Branch): ToolError =>
  new ToolError(
    "UNAVAILABLE",
    `Branch ${quoted(branch.name)} has no read-write compute, so nothing can be asked there.`,
    `Make a branch of it that has one: \`create_branch\` with \`parent\` ${quoted(branch.name)}; or ask the user to add a compute in the Neon console.`,
  );
