import { object, optional, text } from "../api/check.ts";
import { ApiError, notFound, refused } from "../api/error.ts";
import type { ApiRequest, Reply, Routes } from "../api/router.ts";
import type { Control } from "../control.ts";
import { findBranch } from "../find.ts";
import { endpointOf, now, update } from "../state/changes.ts";
import { databaseId } from "../state/ids.ts";
import type { Branch, Contents, Database } from "../state/types.ts";
import { databaseView } from "../views/contents.ts";
import { contentsOf } from "../work/contents.ts";
import {
  alterDatabase,
  asAdmin,
  createDatabase,
  dropDatabase,
  isSystemDatabase,
} from "../work/sql.ts";
import { applyConfig, gone } from "./config.ts";

const name = text({ min: 1, max: 63 });
const creation = object({ database: object({ name, owner_name: name }) });
const changes = object({
  database: object({ name: optional(name), owner_name: optional(name) }),
});

const many = "/projects/:project/branches/:branch/databases";

export const databaseRoutes = (control: Control): Routes => ({
  [`GET ${many}`]: async (request) => {
    const { branch, databases } = await read(control, request);
    const views = databases.map((database) => databaseView(branch.id, database));
    return { status: 200, body: { databases: views } };
  },
  [`POST ${many}`]: (request) => create(control, request),
  [`GET ${many}/:database`]: async (request) => {
    const { branch, databases } = await read(control, request);
    const database = databases.find((candidate) => candidate.name === request.id("database"));
    if (database === undefined) throw notFound("database");
    return { status: 200, body: { database: databaseView(branch.id, database) } };
  },
  [`PATCH ${many}/:database`]: (request) => change(control, request),
  [`DELETE ${many}/:database`]: (request) => drop(control, request),
});

async function read(
  control: Control,
  request: ApiRequest,
): Promise<Contents & { readonly branch: Branch }> {
  const contents = await contentsOf(control, findBranch(control, request));
  return { ...contents, branch: findBranch(control, request) };
}

const withDatabase = (branch: Branch, before: string, database: Database | undefined) =>
  update("branches", branch.id, (row) => ({
    ...row,
    databases: [
      ...row.databases.filter((other) => other.name !== before),
      ...(database === undefined ? [] : [database]),
    ],
  }));

/** Throws where the name is taken, or the owner does not exist. */
function check({ roles, databases }: Contents, wanted: { name?: string; owner?: string }): void {
  if (wanted.name !== undefined && isSystemDatabase(wanted.name))
    throw refused(`database name ${wanted.name} is reserved`);
  if (databases.some((database) => database.name === wanted.name))
    throw new ApiError(409, `database ${wanted.name} already exists`, "CONFLICT");
  if (wanted.owner !== undefined && !roles.some((role) => role.name === wanted.owner))
    throw new ApiError(404, `role ${wanted.owner} not found`, "ROLE_NOT_FOUND");
}

async function create(control: Control, request: ApiRequest): Promise<Reply> {
  const { database: given } = creation(request.body, "body");
  const { branch, ...contents } = await read(control, request);
  check(contents, { name: given.name, owner: given.owner_name });
  const database: Database = {
    id: databaseId(),
    name: given.name,
    owner: given.owner_name,
    createdAt: now(),
    updatedAt: now(),
  };
  const operations = await applyConfig(
    control,
    branch,
    (compute) =>
      asAdmin(compute, (client) => createDatabase(client, database.name, database.owner)),
    withDatabase(branch, database.name, database),
  );
  return { status: 201, body: { database: databaseView(branch.id, database), operations } };
}

async function change(control: Control, request: ApiRequest): Promise<Reply> {
  const { database: given } = changes(request.body, "body");
  const { branch, ...contents } = await read(control, request);
  const before = contents.databases.find((candidate) => candidate.name === request.id("database"));
  if (before === undefined) throw notFound("database");
  const renamed = given.name === before.name ? undefined : given.name;
  check(contents, {
    ...(renamed === undefined ? {} : { name: renamed }),
    ...(given.owner_name === undefined ? {} : { owner: given.owner_name }),
  });
  const after: Database = {
    ...before,
    name: given.name ?? before.name,
    owner: given.owner_name ?? before.owner,
    updatedAt: now(),
  };
  const endpoint = endpointOf(control.store.state, branch.id);
  const operations = await applyConfig(
    control,
    branch,
    async (compute) => {
      // Nobody may be connected to a database that gets another name.
      if (renamed !== undefined && endpoint !== undefined) control.disconnect(endpoint.id);
      await alterDatabase(compute, before, after);
    },
    withDatabase(branch, before.name, after),
  );
  return { status: 200, body: { database: databaseView(branch.id, after), operations } };
}

async function drop(control: Control, request: ApiRequest): Promise<Reply> {
  const { branch, databases } = await read(control, request);
  const database = databases.find((candidate) => candidate.name === request.id("database"));
  if (database === undefined) return gone;
  const operations = await applyConfig(
    control,
    branch,
    (compute) => asAdmin(compute, (client) => client.query(dropDatabase(database.name))),
    withDatabase(branch, database.name, undefined),
  );
  return { status: 200, body: { database: databaseView(branch.id, database), operations } };
}
