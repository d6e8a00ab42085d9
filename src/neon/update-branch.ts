import type { BranchUpdateRequest } from "@neondatabase/api-client";
import type { Branch, BranchChange, Progress } from "../core/neon.ts";
import type { Changing } from "./create-branch.ts";
import { amended, LostAnswerError } from "./errors.ts";
import { tell } from "./progress.ts";
import { quoted } from "./resolve.ts";
import { seconds } from "./shapes.ts";

/** Renames, protects or dates a branch; what is left out of the change stays. Returns the branch as it is then. */
export async function updateBranch(
  { requests, branches, operations, limits }: Changing,
  branch: Branch,
  { change, call }: { readonly change: BranchChange; readonly call: Progress },
): Promise<Branch> {
  try {
    const answer = await requests.write(
      {
        what: `change branch ${quoted(branch.name)}`,
        signal: call.signal,
        waiting: (message) => tell(call, message),
      },
      (client, params) =>
        client.updateProjectBranch(branch.project.id, branch.id, { branch: body(change) }, params),
    );
    await operations.finish(answer.operations, call);
  } catch (error) {
    if (!(error instanceof LostAnswerError)) throw error;
    const signal = AbortSignal.timeout(limits.cleanup);
    const { branch: now } = await branches.now(branch.project, branch.id, signal);
    if (!hasChanged(now, change))
      throw amended(error, `Branch ${quoted(now.name)} is as it was.`, "Call again.");
  } finally {
    branches.forget(branch.project.id);
  }
  return (await branches.now(branch.project, branch.id, call.signal)).branch;
}

function body({
  name,
  protected: guarded,
  expiresAt,
}: BranchChange): BranchUpdateRequest["branch"] {
  return {
    ...(name === undefined ? {} : { name }),
    ...(guarded === undefined ? {} : { protected: guarded }),
    ...(expiresAt === undefined
      ? {}
      : { expires_at: expiresAt === null ? null : seconds(expiresAt) }),
  };
}

function hasChanged(now: Branch, { name, protected: guarded, expiresAt }: BranchChange): boolean {
  return (
    (name === undefined || now.name === name) &&
    (guarded === undefined || now.isProtected === guarded) &&
    (expiresAt === undefined || sameMoment(now.expiresAt, expiresAt))
  );
}

function sameMoment(text: string | undefined, date: Date | null): boolean {
  if (date === null || text === undefined) return date === null && text === undefined;
  return Date.parse(text) === Date.parse(seconds(date));
}
