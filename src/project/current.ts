import { ToolError } from "../core/errors.ts";
import type { Neon } from "../core/neon.ts";

/** The project that calls mean which name none; undefined where they have to name one. */
export async function currentProject(neon: Neon, signal: AbortSignal): Promise<string | undefined> {
  try {
    return (await neon.project(undefined, signal)).id;
  } catch (error) {
    if (error instanceof ToolError && ["INVALID_INPUT", "NOT_FOUND"].includes(error.code))
      return undefined;
    throw error;
  }
}
