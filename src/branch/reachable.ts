import { ToolError } from "../core/errors.ts";
import type { Branch, Neon, Progress } from "../core/neon.ts";

/**
 * Gives what a restore or reset kept a compute, so that it can be looked at: Neon keeps it without one. It costs nothing while nobody
 * asks. False where Neon does not (a plan has room for so many), which is no reason to call the restore a failure.
 */
export async function makeReachable(neon: Neon, kept: Branch, call: Progress): Promise<boolean> {
  try {
    await neon.addCompute(kept, call);
    return true;
  } catch (error) {
    if (error instanceof ToolError) return false;
    throw error;
  }
}
