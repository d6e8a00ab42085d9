import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Branch } from "../core/neon.ts";
import type { Call } from "../core/tool.ts";
import { parseExpiry } from "./expiry.ts";

export interface UpdateRequest {
  readonly branch: string;
  readonly project?: string | undefined;
  readonly name?: string | undefined;
  readonly protected?: boolean | undefined;
  readonly expires_in?: string | undefined;
}

/** Renames, protects, or gives or takes an expiry. To lift a protection is agreed to: agents may write there afterwards. */
export async function updateBranch(
  request: UpdateRequest,
  deps: Deps,
  call: Call,
): Promise<Branch> {
  const { branch: current, project, name, protected: guard, expires_in: lifetime } = request;
  const neon = await deps.neon("write");
  if (name === undefined && guard === undefined && lifetime === undefined)
    throw new ToolError(
      "INVALID_INPUT",
      "Nothing is to be changed.",
      "Give `name`, `protected` or `expires_in`.",
    );
  const expiresAt = expiryOf(lifetime);
  const branch = await neon.branch({ project, branch: current }, call.signal);
  if (
    expiresAt instanceof Date &&
    (branch.isDefault || guard === true || (branch.isProtected && guard !== false))
  )
    throw new ToolError(
      "GUARDED_BRANCH",
      `Branch \`${identifier(branch.name)}\` is ${branch.isDefault ? "the default branch" : "protected"}, so it does not expire.`,
      "Leave out `expires_in`.",
    );
  if (branch.isProtected && guard === false)
    await call.confirm({
      summary: `Lift the protection of branch \`${identifier(branch.name)}\` of project \`${identifier(branch.project.name)}\`. ${branch.isDefault ? "Agents still do not write there, as it is the default branch; but branches made of it will keep its passwords." : "Agents may write there, reset and delete it afterwards."}`,
      plan: { branch: branch.id },
    });
  return neon.updateBranch(branch, { name, protected: guard, expiresAt }, call);
}

function expiryOf(lifetime: string | undefined): Date | null | undefined {
  if (lifetime === undefined) return undefined;
  return lifetime === "never" ? null : parseExpiry(lifetime);
}
