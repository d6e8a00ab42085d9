import * as z from "zod";
import { identifier } from "./identifier.ts";
import type { Branch } from "./neon.ts";

/** A branch as tools return it. */
export const BranchView = z.object({
  id: z.string(),
  name: z.string(),
  parent: z.string().optional().describe("Name of the branch it was made of."),
  default: z.boolean(),
  protected: z.boolean(),
  state: z.string(),
  created_at: z.string(),
  expires_at: z.string().optional(),
  bytes: z.number().optional().describe("Logical size."),
});
export type BranchView = z.infer<typeof BranchView>;

export const ProjectView = z.object({ id: z.string(), name: z.string() });

export const branchView = (branch: Branch): BranchView => ({
  id: branch.id,
  name: branch.name,
  ...(branch.parent === undefined ? {} : { parent: branch.parent.name }),
  default: branch.isDefault,
  protected: branch.isProtected,
  state: branch.state,
  created_at: branch.createdAt,
  ...(branch.expiresAt === undefined ? {} : { expires_at: branch.expiresAt }),
  ...(branch.bytes === undefined ? {} : { bytes: branch.bytes }),
});

/** What to do with the branch that holds what another one was. */
export function keptText(name: string, reachable: boolean): string {
  const what = `What was on it is branch ${identifier(name)}`;
  return reachable
    ? `${what}: compare, take over what is missing, then delete_branch.`
    : `${what}. It has no compute, and none could be added: create_branch with it as the parent makes one to look at.`;
}
