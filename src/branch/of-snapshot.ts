import type { Deps, TemporaryBranch } from "../core/deps.ts";
import type { Branch, Neon, Progress } from "../core/neon.ts";
import type { TargetInput } from "../core/target.ts";
import { findSnapshot } from "./restore.ts";

interface OfSnapshot {
  readonly target: TargetInput;
  /** Name or id. */
  readonly snapshot: string;
}

const LIFETIME_MS = 2 * 3_600_000;
const REMOVAL_MS = 60_000;

/**
 * A branch of a snapshot's data for the time of one call: a temporary branch that the snapshot is restored to. What the restore keeps has
 * a temporary name, too, so that whoever looks for leftovers of an ended process finds both. Errors: NOT_FOUND and those of branches.
 */
export async function branchOfSnapshot(
  { target, snapshot: name }: OfSnapshot,
  deps: Pick<Deps, "neon" | "temporaryBranch">,
  call: Progress,
): Promise<TemporaryBranch> {
  const neon = await deps.neon("write");
  const parent = await neon.branch(target, call.signal);
  const snapshot = await findSnapshot(neon, parent, name, call.signal);
  const temporary = await deps.temporaryBranch({ target, purpose: "compare" }, call);
  try {
    const keepAs = neighbour(temporary.branch.name);
    const { branch } = await neon.restoreBranch(temporary.branch, { snapshot }, keepAs, call);
    return {
      branch,
      target: { ...target, project: branch.project.id, branch: branch.id },
      async [Symbol.asyncDispose]() {
        await remove(neon, branch);
        await temporary[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await temporary[Symbol.asyncDispose]();
    throw error;
  }
}

/** The next of the numbers, in hex, that temporary names end with. */
function neighbour(name: string): string {
  const digits = name.slice(-6);
  const next = (Number.parseInt(digits, 16) + 1) % 0x1000000;
  return `${name.slice(0, -6)}${next.toString(16).padStart(6, "0")}`;
}

/** What cannot be removed expires. */
async function remove(neon: Neon, branch: Branch): Promise<void> {
  const call = { signal: AbortSignal.timeout(REMOVAL_MS), progress: () => {} };
  try {
    await neon.deleteBranch(branch, call);
  } catch {
    const expiresAt = new Date(Date.now() + LIFETIME_MS);
    await neon.updateBranch(branch, { expiresAt }, call).catch(() => {
      // its name says that it is left over
    });
  }
}
