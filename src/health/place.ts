import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import type { Compute } from "../core/manage/computes.ts";
import type { Branch, Project } from "../core/neon.ts";
import type { Target, TargetInput } from "../core/target.ts";

/** What the control plane says before anybody connects; nothing of it where DATABASE_URL is served, or where it does not answer. */
export interface Place {
  readonly deployment: Target["deployment"];
  readonly branch?: Branch;
  readonly project?: Project;
  /** The read-write compute of the branch. */
  readonly compute?: Compute;
  /** Why Neon could not be asked. */
  readonly refusal?: ToolError;
}

const PATIENCE_MS = 10_000;

/** Asks Neon where the target is and in what state its compute; this wakes nothing. Throws what is wrong with the target's names. */
export async function findPlace(
  deps: Deps,
  target: TargetInput,
  signal: AbortSignal,
): Promise<Place> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  let place: Place = { deployment: "neon" };
  try {
    const neon = await deps.neon("read");
    const branch = await neon.branch(target, limited);
    place = { ...place, branch, project: await neon.project(branch.project.id, limited) };
    const computes = await neon.manage.computes.all(branch.project.id, limited);
    const compute = computes.find(
      ({ kind, branch: { id } }) => kind === "read_write" && id === branch.id,
    );
    const isLocal = compute?.host.endsWith(".localhost") === true;
    return {
      ...place,
      deployment: isLocal ? "local" : "neon",
      ...(compute === undefined ? {} : { compute }),
    };
  } catch (error) {
    if (signal.aborted || !(error instanceof ToolError) || error.code === "NOT_FOUND") throw error;
    if (error.code === "UNSUPPORTED" && place.branch === undefined) return { deployment: "url" };
    return { ...place, refusal: error };
  }
}
