import { ApiError, invalid, locked, refused } from "../api/error.ts";
import type { Control } from "../control.ts";
import { branchesOf } from "../find.ts";
import { childrenOf } from "../state/changes.ts";
import type { Branch, Project } from "../state/types.ts";
import type { Point } from "../../engine.ts";

const LONGEST_MS = 30 * 86_400_000;

/** Throws 409 where the name is taken. */
export function mustBeFree(control: Control, project: Project, name: string, self?: string): void {
  const taken = branchesOf(control, project).some(
    (branch) => branch.name === name && branch.id !== self,
  );
  if (taken) throw new ApiError(409, `branch with name ${name} already exists`, "CONFLICT");
}

/** Seconds in which it expires. Throws 400 where that is not possible. */
export function mustBeInReach(expiresAt: Date): number {
  const left = expiresAt.getTime() - Date.now();
  if (left <= 0) throw invalid("expires_at has to be in the future");
  if (left > LONGEST_MS) throw invalid("expires_at has to be within 30 days");
  return Math.ceil(left / 1000);
}

/** What expires is deleted, so it has to be such that it may be. */
export function mayExpire({ store }: Control, branch: Branch): void {
  if (branch.isDefault) throw refused("cannot set expiration on default branch");
  if (branch.isProtected) throw refused("cannot set expiration on protected branch");
  if (childrenOf(store.state, branch.id).length > 0)
    throw refused("cannot set expiration on branch with children");
}

/** Throws 423 where the branch is being made or restored. Returns its data. */
export function mustBeReady(branch: Branch): string {
  if (branch.state !== "ready" || branch.data === undefined) throw locked();
  return branch.data;
}

/** The moment that is asked for, if any. Throws 400 where both are given, or the time is not in the branch's history. */
export async function pointIn(
  { engine }: Control,
  project: Project,
  branch: Branch,
  given: { readonly lsn?: string | undefined; readonly time?: Date | undefined },
): Promise<Point | undefined> {
  const { lsn, time } = given;
  if (lsn !== undefined && time !== undefined)
    throw invalid("an LSN and a timestamp cannot be given together");
  if (lsn !== undefined) return { lsn };
  if (time === undefined) return undefined;
  if (time.getTime() > Date.now()) throw invalid("timestamp is in the future");
  const data = mustBeReady(branch);
  const kept = Date.now() - project.historySeconds * 1000;
  const start = Math.max(kept, (await engine.historyStart(data)).getTime());
  if (time.getTime() < start)
    throw invalid(
      `timestamp is before the beginning of the branch's history, ${new Date(start).toISOString()}`,
    );
  return { time };
}
