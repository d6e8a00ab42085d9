import { ToolError } from "./errors.ts";
import type { Neon } from "./neon.ts";
import { PLANS, type PlanName } from "./neon-facts.ts";

/** What a project's owner subscribes to: `launch_v3` is `launch`. Undefined: another word, as the local Neon's. */
export function planOf(subscription: string | undefined): PlanName | undefined {
  const word = /^[a-z]+/i.exec(subscription ?? "")?.[0].toLowerCase() ?? "";
  return Object.hasOwn(PLANS, word) ? (word as PlanName) : undefined;
}

/** Asked of Neon; undefined where it does not tell. */
export async function planFor(
  neon: Neon,
  project: string,
  signal: AbortSignal,
): Promise<PlanName | undefined> {
  try {
    return planOf((await neon.manage.projects.details(project, signal)).subscription);
  } catch (error) {
    if (!(error instanceof ToolError) || signal.aborted) throw error;
    return undefined;
  }
}
