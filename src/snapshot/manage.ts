import type { Deps } from "../core/deps.ts";
import type { Project } from "../core/neon.ts";
import type { Call } from "../core/tool.ts";
import { createSnapshot } from "./create.ts";
import { deleteSnapshot } from "./delete.ts";
import { listSnapshots } from "./list.ts";
import type { Given, Managed, SnapshotRequest } from "./request.ts";
import { type Overwrite, restoreInPlace, restoreToBranch } from "./restore.ts";
import { scheduleSnapshots } from "./schedule.ts";

/**
 * Makes, shows, schedules, restores and deletes snapshots; `overwrite` restores one over a branch. Errors: those of `Neon`, NOT_FOUND,
 * INVALID_INPUT, LIMIT.
 */
export async function manageSnapshot(
  request: SnapshotRequest,
  deps: Deps,
  call: Call,
  overwrite: Overwrite,
): Promise<Managed & { readonly project: Project }> {
  const { action } = request;
  const reads = action === "list" || (action === "schedule" && request.schedule === undefined);
  const neon = await deps.neon(reads ? "read" : "write");
  const project = await neon.project(request.project, call.signal);
  const given = { request, project, neon, deps, call };
  return { ...(await act(given, overwrite)), project };
}

function act(given: Given, overwrite: Overwrite): Promise<Managed> {
  const { request } = given;
  switch (request.action) {
    case "create":
      return createSnapshot(given);
    case "list":
      return listSnapshots(given);
    case "delete":
      return deleteSnapshot(given);
    case "restore":
      return request.in_place === true ? restoreInPlace(given, overwrite) : restoreToBranch(given);
    case "schedule":
      return scheduleSnapshots(given);
  }
}
