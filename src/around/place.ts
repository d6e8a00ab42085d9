import { createHash } from "node:crypto";
import type { TargetInput } from "../core/target.ts";
import type { Calling } from "../mcp/around.ts";

/** Where a call will act, by ids: two names of one branch are one place. */
export interface Place {
  readonly project?: string;
  readonly branch?: string;
}

type Named = Pick<TargetInput, "project" | "branch">;

/**
 * Finds the project and branch of a call before it runs. What the caller wrote is never part of the answer: only ids that Neon gave.
 * Without a Neon (the database of a URL), for a tool that acts nowhere, and for names that lead nowhere, it is empty.
 */
export async function findPlace(calling: Calling): Promise<Place> {
  const { tool, deps, signal } = calling;
  const fields = Object.keys(tool.input.shape);
  if (!["target", "branch", "project", "plan_id"].some((field) => fields.includes(field)))
    return {};
  try {
    const named = await namedIn(calling);
    const neon = await deps.neon("read");
    if (!fields.includes("project") || fields.includes("branch")) {
      const branch = await neon.branch(named, signal);
      return { project: branch.project.id, branch: branch.id };
    }
    return { project: (await neon.project(named.project, signal)).id };
  } catch {
    // the tool will say what is wrong with it
    return {};
  }
}

/** A plan that is applied without a target goes where it was made for. */
async function namedIn({ args, deps }: Calling): Promise<Named> {
  const { target, plan_id: plan } = args;
  const where: unknown =
    typeof plan === "string" && target === undefined
      ? (await deps.plans.load(plan)).target
      : (target ?? args);
  const { project, branch } = (where ?? {}) as Record<string, unknown>;
  return {
    ...(typeof project === "string" ? { project } : {}),
    ...(typeof branch === "string" ? { branch } : {}),
  };
}

const REMEMBERED_MS = 60_000;
const REMEMBERED = 10_000;
/** Characters; a caller's names may be of any length. */
const LONGEST_KEY = 300;

/**
 * The same for whoever only groups calls by place: what was found is remembered for a minute, for each caller his own, and asked for once
 * by calls that come together. A name that has another meaning since puts a call into another group, no more.
 */
export function rememberPlaces(): (calling: Calling) => Promise<Place> {
  const known = new Map<string, { readonly place: Promise<Place>; readonly until: number }>();
  return (calling) => {
    const { principal, tool, args } = calling;
    const { target, project, branch, plan_id: plan } = args;
    const named = JSON.stringify([principal, tool.name, target, project, branch, plan]);
    const key =
      named.length <= LONGEST_KEY ? named : createHash("sha256").update(named).digest("base64");
    const now = Date.now();
    const found = known.get(key);
    if (found !== undefined && found.until > now) return found.place;
    if (known.size >= REMEMBERED) known.clear();
    // by no signal of this caller's: others wait for the same answer
    const place = findPlace({ ...calling, signal: AbortSignal.timeout(REMEMBERED_MS) });
    known.set(key, { place, until: now + REMEMBERED_MS });
    return place;
  };
}
