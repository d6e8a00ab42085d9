import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import type { Target } from "../../core/target.ts";
import type { Skipped } from "./read-facts.ts";

/** What a Neon says of the branch. */
export interface NeonFacts {
  readonly project: string;
  readonly branch: string;
  readonly isDefault: boolean;
  readonly isProtected: boolean;
}

export interface ReadNeon {
  readonly neon: NeonFacts | undefined;
  readonly skipped: readonly Skipped[];
}

/** Asks the Neon that is served, where one is. */
export async function readNeon(
  { deployment, project, branch }: Target,
  deps: Pick<Deps, "neon">,
  signal: AbortSignal,
): Promise<ReadNeon> {
  if (deployment === "url") return { neon: undefined, skipped: [] };
  try {
    const neon = await deps.neon("read");
    const {
      name,
      isDefault,
      isProtected,
      project: of,
    } = await neon.branch({ project, branch }, signal);
    return { neon: { project: of.name, branch: name, isDefault, isProtected }, skipped: [] };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { neon: undefined, skipped: [{ what: "the branch on Neon", reason: error.message }] };
  }
}
