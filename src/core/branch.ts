import * as z from "zod";
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
