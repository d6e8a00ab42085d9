import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import type { CreatedProject } from "../core/manage/projects.ts";
import type { Call } from "../core/tool.ts";
import { longest, parseHistory } from "./history.ts";
import { type GivenSize, sizeOf } from "./size.ts";

export interface CreateRequest {
  readonly name?: string | undefined;
  readonly organization?: string | undefined;
  readonly region?: string | undefined;
  readonly postgres?: number | undefined;
  readonly history?: string | undefined;
  readonly compute?: GivenSize | undefined;
}

/** Makes a project, which can be used when this returns. Errors: INVALID_INPUT, LIMIT and those of `Neon`. */
export async function createProject(
  { history, compute, ...request }: CreateRequest,
  deps: Deps,
  call: Call,
): Promise<CreatedProject> {
  const neon = await deps.neon("write");
  const historySeconds = history === undefined ? undefined : parseHistory(history);
  const computeSize = sizeOf(compute);
  return neon.manage.projects
    .create({ ...request, historySeconds, computeSize }, call)
    .catch((error: unknown) => {
      throw historySeconds === undefined ? error : withLimits(error);
    });
}

/** A history that the plan does not have is refused by Neon, which does not say what the plans have. */
export function withLimits(error: unknown): unknown {
  if (!(error instanceof ToolError && ["INVALID_INPUT", "LIMIT"].includes(error.code)))
    return error;
  const { code, message, next, quoted } = error;
  const details = quoted === undefined ? {} : { quoted };
  return new ToolError(code, message, `${next} History: ${longest()}`, details);
}
