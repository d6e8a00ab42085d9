import type { Access, Deps } from "../core/deps.ts";
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

/**
 * The scope that a call needs and its caller lacks. `most` is what may be done here whatever the token: where that alone refuses the call,
 * no scope is missing, and the tool says READ_ONLY or GUARDED_BRANCH. Throws the ToolError of a branch or plan that cannot be found.
 */
export async function missingScope(
  wanted: Wanted,
  held: ReadonlySet<Scope>,
  most: Access,
): Promise<Scope | undefined> {
  // who holds it all needs no look at the branch
  if (held.has("admin")) return undefined;
  const needed = await neededScope(wanted, held, most);
  return held.has(needed) ? undefined : needed;
}

async function neededScope(wanted: Wanted, held: ReadonlySet<Scope>, most: Access): Promise<Scope> {
  const verdict = scopeOf(wanted.tool, wanted.args);
  if (verdict === "files") return "write";
  if (most === "read") return "read";
  if (verdict === "rows" && most !== "full") return (await isGuarded(wanted)) ? "read" : "write";
  if (verdict !== "rows" && verdict !== "by branch") return verdict;
  return held.has("write") && (await isGuarded(wanted)) ? "admin" : "write";
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
