import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import type { Branch, ComputeSize, Endpoint } from "../core/neon.ts";
import type { Call } from "../core/tool.ts";
import { parseExpiry } from "./expiry.ts";
import { parseMoment } from "./moment.ts";

export interface CreateRequest {
  readonly name?: string | undefined;
  readonly project?: string | undefined;
  readonly parent?: string | undefined;
  readonly at?: string | undefined;
  readonly kind: "data" | "schema_only";
  readonly expires_in?: string | undefined;
  readonly compute?:
    | { readonly min_cu: number; readonly max_cu: number; readonly suspend_seconds: number }
    | "none"
    | undefined;
}

/** Makes a branch; a failed or cancelled one leaves nothing. Errors: INVALID_INPUT, NOT_FOUND and those of `Neon`. */
export async function createBranch(
  request: CreateRequest,
  deps: Deps,
  call: Call,
): Promise<{ branch: Branch; endpoint?: Endpoint }> {
  const { name, project, parent, at, kind, expires_in: lifetime, compute } = request;
  const neon = await deps.neon("write");
  if (kind === "schema_only" && at !== undefined)
    throw new ToolError(
      "INVALID_INPUT",
      "A branch without rows has the schema of the parent's present; it cannot begin at a moment of the past.",
      'Leave out `at`, or make it with `kind` "data".',
    );
  const moment = at === undefined ? undefined : parseMoment(at);
  const expiresAt = lifetime === undefined ? undefined : parseExpiry(lifetime);
  const size = compute === undefined || compute === "none" ? compute : sizeOf(compute);
  return neon.createBranch(
    {
      name,
      parent: await neon.branch({ project, branch: parent }, call.signal),
      at: moment,
      kind,
      expiresAt,
      compute: size,
    },
    call,
  );
}

function sizeOf(compute: { min_cu: number; max_cu: number; suspend_seconds: number }): ComputeSize {
  const { min_cu: minCu, max_cu: maxCu, suspend_seconds: suspendSeconds } = compute;
  if (minCu > maxCu)
    throw new ToolError(
      "INVALID_INPUT",
      `A compute cannot range from ${minCu} to ${maxCu} CU.`,
      "Give `min_cu` the smaller number of the two.",
    );
  return { minCu, maxCu, suspendSeconds };
}
