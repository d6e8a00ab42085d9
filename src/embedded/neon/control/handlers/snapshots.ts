import { lsn, object, optional, text, time } from "../api/check.ts";
import type { ApiRequest, Reply, Routes } from "../api/router.ts";
import type { Control } from "../control.ts";
import { findBranch, findProject, findSnapshot } from "../find.ts";
import { all, nothing, put, remove, now, update } from "../state/changes.ts";
import { snapshotId } from "../state/ids.ts";
import type { Branch, Change, Snapshot } from "../state/types.ts";
import { snapshotView } from "../views/contents.ts";
import { operationView } from "../views/operation.ts";
import type { Point } from "../../engine.ts";
import type { Started } from "../work/jobs.ts";
import { mustBeReady, pointIn } from "./branch-rules.ts";
import { restoreSnapshot } from "./restore-snapshot.ts";

const changes = object({ snapshot: object({ name: optional(text({ min: 1, max: 256 })) }) });

const one = "/projects/:project/snapshots/:snapshot";

export const snapshotRoutes = (control: Control): Routes => ({
  "POST /projects/:project/branches/:branch/snapshot": (request) => create(control, request),
  "GET /projects/:project/snapshots": (request) => {
    const { id } = findProject(control, request);
    const snapshots = Object.values(control.store.state.snapshots)
      .filter((snapshot) => snapshot.projectId === id)
      .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    return { status: 200, body: { snapshots: snapshots.map(snapshotView) } };
  },
  [`PATCH ${one}`]: (request) => rename(control, request),
  [`DELETE ${one}`]: (request) => drop(control, request),
  [`POST ${one}/restore`]: (request) => restoreSnapshot(control, request),
});

async function create(control: Control, request: ApiRequest): Promise<Reply> {
  const project = findProject(control, request);
  const branch = findBranch(control, request);
  const { query } = request;
  const expiresAt = optional(time)(query.get("expires_at") ?? undefined, "expires_at");
  const at = await pointIn(control, project, branch, {
    lsn: optional(lsn)(query.get("lsn") ?? undefined, "lsn"),
    time: optional(time)(query.get("timestamp") ?? undefined, "timestamp"),
  });
  const name = query.get("name") ?? undefined;
  const { snapshot, operations } = await startSnapshot(control, branch, { name, at, expiresAt });
  const body = { snapshot: snapshotView(snapshot), operations: operations.map(operationView) };
  return { status: 200, body };
}

interface NewSnapshot {
  /** Default: its id. */
  readonly name?: string | undefined;
  /** Default: the present. */
  readonly at?: Point | undefined;
  readonly expiresAt?: Date | undefined;
  readonly scheduled?: true;
  /** What is written together with its beginning. */
  readonly begin?: Change;
}

/** Throws 423. */
export async function startSnapshot(
  control: Control,
  branch: Branch,
  { name, at, expiresAt, scheduled, begin = nothing }: NewSnapshot,
): Promise<Started & { readonly snapshot: Snapshot }> {
  const from = mustBeReady(branch);
  const id = snapshotId();
  const snapshot: Snapshot = {
    id,
    projectId: branch.projectId,
    name: name ?? id,
    sourceBranchId: branch.id,
    createdAt: now(),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }),
    ...(scheduled === undefined ? {} : { scheduled }),
    roles: branch.roles,
    databases: branch.databases,
  };
  const started = await control.jobs.start({
    projectId: branch.projectId,
    branchId: branch.id,
    locks: { changes: [id], reads: [branch.projectId, branch.id] },
    begin: all(put("snapshots", snapshot), begin),
    steps: [
      {
        action: "create_timeline",
        async run({ signal, mayBeGarbage }) {
          const { engine } = control;
          const options = { from, signal, ...(at === undefined ? {} : { at }) };
          const { data, lsn: stands, time: moment } = await engine.freeze(options);
          mayBeGarbage(data);
          const bytes = await engine.bytes(data);
          const origin = { lsn: stands, time: moment.toISOString() };
          return update("snapshots", id, (row) => ({ ...row, data, origin, bytes }));
        },
      },
    ],
    end: (state) =>
      state.snapshots[id]?.data === undefined ? remove("snapshots", id)(state) : state,
  });
  control.reschedule();
  return { ...started, snapshot };
}

async function rename(control: Control, request: ApiRequest): Promise<Reply> {
  const { id } = findSnapshot(control, request);
  const { snapshot: given } = changes(request.body, "body");
  await control.jobs.change(
    { changes: [id] },
    update("snapshots", id, (row) => ({ ...row, name: given.name ?? row.name })),
  );
  return { status: 200, body: { snapshot: snapshotView(findSnapshot(control, request)) } };
}

async function drop(control: Control, request: ApiRequest): Promise<Reply> {
  const { operations } = await deleteSnapshot(control, findSnapshot(control, request));
  return { status: 202, body: { operations: operations.map(operationView) } };
}

/** Throws 423. */
export const deleteSnapshot = (control: Control, snapshot: Snapshot) =>
  control.jobs.start({
    projectId: snapshot.projectId,
    locks: { changes: [snapshot.id] },
    steps: [
      {
        action: "delete_timeline",
        run: async ({ mayBeGarbage }) => {
          if (snapshot.data !== undefined) mayBeGarbage(snapshot.data);
          return remove("snapshots", snapshot.id);
        },
      },
    ],
  });
