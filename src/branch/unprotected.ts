import type { Branch, Neon, Progress } from "../core/neon.ts";

/**
 * Does something to a branch that Neon refuses for protected ones, after the caller has agreed to it: lifts the protection for the
 * time it takes, and puts it back, also when it fails.
 */
export async function unprotected<T>(
  neon: Neon,
  branch: Branch,
  call: Progress,
  work: () => Promise<T>,
): Promise<T> {
  if (!branch.isProtected) return work();
  await neon.updateBranch(branch, { protected: false }, call);
  try {
    return await work();
  } finally {
    // also after a cancelled call: by a signal of its own
    const signal = AbortSignal.timeout(30_000);
    await neon.updateBranch(branch, { protected: true }, { signal, progress: () => {} });
  }
}
