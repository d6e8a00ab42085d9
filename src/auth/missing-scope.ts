import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import type { Tool } from "../core/tool.ts";
import type { Scope } from "./principal.ts";
import { scopeOf } from "./scope-of.ts";

export interface Wanted {
  readonly tool: Pick<Tool, "name" | "effect">;
  readonly args: Readonly<Record<string, unknown>>;
  readonly deps: Deps;
  readonly signal: AbortSignal;
}

/** The scope that a call needs and its caller lacks. Throws the ToolError of a branch or plan that cannot be found. */
export async function missingScope(
  wanted: Wanted,
  held: ReadonlySet<Scope>,
): Promise<Scope | undefined> {
  // who holds it all needs no look at the branch
  if (held.has("admin")) return undefined;
  const verdict = scopeOf(wanted.tool, wanted.args);
  if (verdict !== "by branch") return held.has(verdict) ? undefined : verdict;
  if (!held.has("write")) return "write";
  return (await isGuarded(wanted)) ? "admin" : undefined;
}

/** The default branch, a protected one, or the database of DATABASE_URL. */
async function isGuarded({ args, deps, signal }: Wanted): Promise<boolean> {
  const named = await placeOf(args, deps);
  try {
    const neon = await deps.neon("read");
    const { isDefault, isProtected } = await neon.branch(named, signal);
    return isDefault || isProtected;
  } catch (error) {
    if (error instanceof ToolError && error.code === "UNSUPPORTED") return true;
    throw error;
  }
}

async function placeOf(
  args: Wanted["args"],
  { plans }: Deps,
): Promise<{ project?: string; branch?: string }> {
  const { target, plan_id: plan } = args;
  const where =
    typeof plan === "string" && target === undefined
      ? (await plans.load(plan)).target
      : (target ?? args);
  const { project, branch } = where as Readonly<Record<string, unknown>>;
  return {
    ...(typeof project === "string" ? { project } : {}),
    ...(typeof branch === "string" ? { branch } : {}),
  };
}
