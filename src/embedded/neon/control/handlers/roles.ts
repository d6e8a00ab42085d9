import { flag, object, optional, text } from "../api/check.ts";
import { ApiError, notFound, refused } from "../api/error.ts";
import type { ApiRequest, Reply, Routes } from "../api/router.ts";
import type { Control } from "../control.ts";
import { findBranch } from "../find.ts";
import { now, update } from "../state/changes.ts";
import { password } from "../state/ids.ts";
import type { Branch, Role } from "../state/types.ts";
import { roleView } from "../views/contents.ts";
import { contentsOf } from "../work/contents.ts";
import { asAdmin, createRole, dropRole, isSystemRole, setPassword } from "../work/sql.ts";
import { applyConfig, gone } from "./config.ts";

const creation = object({
  role: object({ name: text({ min: 1, max: 63 }), no_login: optional(flag) }),
});

const many = "/projects/:project/branches/:branch/roles";

export const roleRoutes = (control: Control): Routes => ({
  [`GET ${many}`]: async (request) => {
    const branch = findBranch(control, request);
    const { roles } = await contentsOf(control, branch);
    return { status: 200, body: { roles: roles.map((role) => roleView(branch.id, role)) } };
  },
  [`POST ${many}`]: (request) => create(control, request),
  [`GET ${many}/:role`]: async (request) => {
    const { branch, role } = await find(control, request);
    return { status: 200, body: { role: roleView(branch.id, role) } };
  },
  [`DELETE ${many}/:role`]: (request) => drop(control, request),
  [`GET ${many}/:role/reveal_password`]: async (request) => {
    const { role } = await find(control, request);
    if (role.password === undefined)
      throw new ApiError(412, "the role was made by SQL: its password is not stored");
    return { status: 200, body: { password: role.password } };
  },
  [`POST ${many}/:role/reset_password`]: (request) => reset(control, request),
});

async function find(
  control: Control,
  request: ApiRequest,
): Promise<{ readonly branch: Branch; readonly role: Role }> {
  const found = findBranch(control, request);
  const { roles } = await contentsOf(control, found);
  const role = roles.find(({ name }) => name === request.id("role"));
  if (role === undefined) throw notFound("role");
  return { branch: findBranch(control, request), role };
}

const withRole = (branch: Branch, name: string, role: Role | undefined) =>
  update("branches", branch.id, (row) => ({
    ...row,
    roles: [
      ...row.roles.filter((other) => other.name !== name),
      ...(role === undefined ? [] : [role]),
    ],
  }));

async function create(control: Control, request: ApiRequest): Promise<Reply> {
  const { name, no_login: noLogin = false } = creation(request.body, "body").role;
  if (isSystemRole(name)) throw refused(`role name ${name} is reserved`);
  const { roles } = await contentsOf(control, findBranch(control, request));
  if (roles.some((role) => role.name === name))
    throw new ApiError(409, `role ${name} already exists`, "CONFLICT");
  const branch = findBranch(control, request);
  const role: Role = {
    name,
    ...(noLogin ? {} : { password: password() }),
    createdAt: now(),
    updatedAt: now(),
  };
  const operations = await applyConfig(
    control,
    branch,
    (compute) => asAdmin(compute, (client) => client.query(createRole(name, role.password))),
    withRole(branch, name, role),
  );
  return { status: 201, body: { role: roleView(branch.id, role, true), operations } };
}

async function drop(control: Control, request: ApiRequest): Promise<Reply> {
  const name = request.id("role");
  if (isSystemRole(name)) throw refused(`role ${name} is protected`);
  const { roles, databases } = await contentsOf(control, findBranch(control, request));
  const role = roles.find((candidate) => candidate.name === name);
  if (role === undefined) return gone;
  const owned = databases.find(({ owner }) => owner === name);
  if (owned !== undefined) throw refused(`role ${name} owns database ${owned.name}`);
  const branch = findBranch(control, request);
  const operations = await applyConfig(
    control,
    branch,
    (compute) => dropRole(compute, name),
    withRole(branch, name, undefined),
  );
  return { status: 200, body: { role: roleView(branch.id, role), operations } };
}

async function reset(control: Control, request: ApiRequest): Promise<Reply> {
  const { branch, role } = await find(control, request);
  const after: Role = { ...role, password: password(), updatedAt: now() };
  const operations = await applyConfig(
    control,
    branch,
    (compute) =>
      asAdmin(compute, (client) => client.query(setPassword(role.name, after.password ?? ""))),
    withRole(branch, role.name, after),
  );
  return { status: 200, body: { role: roleView(branch.id, after, true), operations } };
}
