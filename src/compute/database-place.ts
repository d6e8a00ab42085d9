import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import type { Branch, Neon } from "../core/neon.ts";
import type { Session } from "../core/session.ts";
import type { TargetInput } from "../core/target.ts";

/** Where databases and roles are managed: a branch through Neon's API, or the Postgres of DATABASE_URL through SQL. */
export interface Place {
  readonly target: TargetInput;
  readonly neon?: { readonly api: Neon; readonly branch: Branch };
}

export interface PlaceRequest {
  readonly project?: string | undefined;
  readonly branch?: string | undefined;
}

export async function placeOf(
  { project, branch: name }: PlaceRequest,
  deps: Deps,
  intent: "read" | "write",
  signal: AbortSignal,
): Promise<Place> {
  const api = await neonOf(deps, intent);
  if (api === undefined) {
    const target = {
      ...(project === undefined ? {} : { project }),
      ...(name === undefined ? {} : { branch: name }),
    };
    return { target };
  }
  const branch = await api.branch({ project, branch: name }, signal);
  return { target: { project: branch.project.id, branch: branch.id }, neon: { api, branch } };
}

async function neonOf(deps: Deps, intent: "read" | "write"): Promise<Neon | undefined> {
  try {
    return await deps.neon(intent);
  } catch (error) {
    if (error instanceof ToolError && error.code === "UNSUPPORTED") return undefined;
    throw error;
  }
}

/** A session there, in this database or the default one. */
export const sessionAt = (
  { target }: Place,
  deps: Deps,
  {
    database,
    intent = "read",
    signal,
  }: {
    readonly database?: string | undefined;
    readonly intent?: "read" | "apply";
    readonly signal: AbortSignal;
  },
): Promise<Session> =>
  deps.session({
    target: { ...target, ...(database === undefined ? {} : { database }) },
    intent,
    connection: "direct",
    signal,
  });
