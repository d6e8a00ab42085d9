import * as z from "zod";

/** Which role is what, as it is meant to be. */
export const RoleModel = z.strictObject({
  owner: z.string(),
  migration: z.string().optional(),
  application: z.array(z.string()).default([]),
  read_only: z.array(z.string()).default([]),
  people: z.array(z.string()).default([]),
});
export type RoleModel = z.infer<typeof RoleModel>;

export type Purpose = "owner" | "migration" | "application" | "read_only" | "person";

/** What a role is by the model. */
export function purposeOf(model: RoleModel, role: string): Purpose | undefined {
  if (model.application.includes(role)) return "application";
  if (model.read_only.includes(role)) return "read_only";
  if (model.people.includes(role)) return "person";
  if (model.migration === role) return "migration";
  return model.owner === role ? "owner" : undefined;
}
