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
  /** Where connections may come from; empty is from everywhere. */
  readonly allowedIps: readonly string[];
  /** When each role was last changed through Neon, its password with it: ISO 8601. */
  readonly roleChanges: Readonly<Record<string, string>>;
  /** When Neon was asked: ISO 8601. */
  readonly asked: string;
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
    const found = await neon.branch({ project, branch }, signal);
    const { allowedIps = [], name } = await neon.project(found.project.id, signal);
    return {
      neon: {
        project: name,
        branch: found.name,
        isDefault: found.isDefault,
        isProtected: found.isProtected,
        allowedIps,
        roleChanges: Object.fromEntries(await neon.roleChanges(found, signal)),
        asked: new Date().toISOString(),
      },
      skipped: [],
    };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { neon: undefined, skipped: [{ what: "the branch on Neon", reason: error.message }] };
  }
}
