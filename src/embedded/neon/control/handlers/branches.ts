import { flag, nullable, object, optional, text, time } from "../api/check.ts";
import { invalid, refused } from "../api/error.ts";
import type { ApiRequest, Reply, Routes } from "../api/router.ts";
import type { Control } from "../control.ts";
import { branchesOf, defaultBranch, findBranch, findProject } from "../find.ts";
import { all, now, update } from "../state/changes.ts";
import type { Branch } from "../state/types.ts";
import { branchView } from "../views/branch.ts";
import { mayExpire, mustBeFree, mustBeInReach } from "./branch-rules.ts";
import { createBranch } from "./create-branch.ts";
import { deleteBranch } from "./delete-branch.ts";
import { pageOf } from "./page.ts";
import { restoreBranch } from "./restore-branch.ts";
import { finalizeRestore } from "./finalize-restore.ts";

const changes = object({
  branch: object({
    name: optional(text({ min: 1, max: 256 })),
    protected: optional(flag),
    expires_at: optional(nullable(time)),
  }),
});

export const branchRoutes = (control: Control): Routes => ({
  "GET /projects/:project/branches": (request) => listBranches(control, request),
  "POST /projects/:project/branches": (request) => createBranch(control, request),
  "GET /projects/:project/branches/count": (request) => ({
    status: 200,
    body: { count: search(control, request).length },
  }),
  "GET /projects/:project/branches/:branch": (request) => getBranch(control, request),
  "PATCH /projects/:project/branches/:branch": (request) => updateBranch(control, request),
  "DELETE /projects/:project/branches/:branch": (request) => deleteBranch(control, request),
  "POST /projects/:project/branches/:branch/set_as_default": (request) =>
    setAsDefault(control, request),
  "POST /projects/:project/branches/:branch/restore": (request) => restoreBranch(control, request),
  "POST /projects/:project/branches/:branch/finalize_restore": (request) =>
    finalizeRestore(control, request),
});

function search(control: Control, request: ApiRequest): Branch[] {
  const wanted = request.query.get("search") ?? "";
  return branchesOf(control, findProject(control, request)).filter(
    ({ id, name }) => id.includes(wanted) || name.includes(wanted),
  );
}

const keys: Readonly<Record<string, (branch: Branch) => string>> = {
  name: ({ name }) => name,
  created_at: ({ createdAt }) => createdAt,
  updated_at: ({ updatedAt }) => updatedAt,
};

async function listBranches(control: Control, request: ApiRequest): Promise<Reply> {
  const { query } = request;
  const sortBy = query.get("sort_by") ?? "updated_at";
  const order = query.get("sort_order") ?? "desc";
  const key = keys[sortBy];
  if (key === undefined) throw invalid("sort_by has to be name, created_at or updated_at");
  if (order !== "asc" && order !== "desc") throw invalid("sort_order has to be asc or desc");
  const { rows, next } = pageOf(search(control, request), query, {
    key,
    descending: order === "desc",
    limit: 10_000,
    most: 10_000,
  });
  return {
    status: 200,
    body: {
      branches: await Promise.all(rows.map((branch) => branchView(control.engine, branch))),
      annotations: {},
      ...(next === undefined ? {} : { pagination: { next, sort_by: sortBy, sort_order: order } }),
    },
  };
}

async function getBranch(control: Control, request: ApiRequest): Promise<Reply> {
  const branch = findBranch(control, request);
  const annotation = { object: { type: "console/branch", id: branch.id }, value: {} };
  return { status: 200, body: { branch: await branchView(control.engine, branch), annotation } };
}

async function changed(control: Control, request: ApiRequest): Promise<Reply> {
  const branch = await branchView(control.engine, findBranch(control, request));
  return { status: 200, body: { branch, operations: [] } };
}

async function updateBranch(control: Control, request: ApiRequest): Promise<Reply> {
  const branch = findBranch(control, request);
  const { branch: given } = changes(request.body, "body");
  if (given.name !== undefined)
    mustBeFree(control, findProject(control, request), given.name, branch.id);
  const expires = given.expires_at === undefined ? {} : expiry(given.expires_at);
  const { expiresAt: _, ttlSeconds: __, ...rest } = branch;
  const before = given.expires_at === null ? rest : branch;
  const after: Branch = {
    ...before,
    ...expires,
    name: given.name ?? branch.name,
    isProtected: given.protected ?? branch.isProtected,
    updatedAt: now(),
  };
  if (after.expiresAt !== undefined) mayExpire(control, after);
  await control.jobs.change(
    { changes: [branch.id] },
    update("branches", branch.id, () => after),
  );
  control.reschedule();
  return changed(control, request);
}

/** Of a branch that never expires, nothing. */
function expiry(expiresAt: Date | null): Pick<Branch, "expiresAt" | "ttlSeconds"> {
  if (expiresAt === null) return {};
  return { expiresAt: expiresAt.toISOString(), ttlSeconds: mustBeInReach(expiresAt) };
}

async function setAsDefault(control: Control, request: ApiRequest): Promise<Reply> {
  const branch = findBranch(control, request);
  const before = defaultBranch(control, findProject(control, request));
  if (branch.expiresAt !== undefined) throw refused("cannot set branch with expiration as default");
  const make = (isDefault: boolean) => (row: Branch) => ({ ...row, isDefault, updatedAt: now() });
  await control.jobs.change(
    { changes: [...new Set([branch.id, before.id])] },
    all(update("branches", before.id, make(false)), update("branches", branch.id, make(true))),
  );
  return changed(control, request);
}
