import { ToolError } from "../../core/errors.ts";
import type { Plan } from "../../core/migration.ts";
import type { Call } from "../../core/tool.ts";
import { readBounds, type LaterSchema } from "../../schema/rows/bounds.ts";
import { readTargetCatalog } from "../catalog.ts";
import { runStep } from "../run/run-step.ts";
import type { Places } from "./place.ts";
import { placeSteps } from "./segments.ts";

/**
 * The schema after all steps, as an empty copy shows it: synthetic rows have to fit the constraints that the plan adds, because the real
 * ones do, or the plan would not have been made. Undefined where a step fails: it will fail again where it is reported.
 */
export async function readLaterSchema(
  plan: Plan,
  places: Places,
  { signal }: Call,
): Promise<LaterSchema | undefined> {
  await using place = await places.open("shadow");
  const options = {
    signal,
    progress: () => {},
    lockTimeoutMs: plan.lock_timeout_ms,
    attempts: 1,
  };
  try {
    for (const { step } of placeSteps(plan).steps)
      await runStep(place.session, step, "forward", options);
    const catalog = await readTargetCatalog(place.session);
    return { catalog, bounds: await readBounds(place.session, catalog) };
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate !== undefined) return undefined;
    throw error;
  }
}
