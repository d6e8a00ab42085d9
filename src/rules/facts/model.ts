import * as z from "zod";
import { ToolError } from "../../core/errors.ts";
import { faultText, inputFaults } from "../../core/input-faults.ts";

/** Which role is what, as it is meant to be. */
const RoleModel = z.strictObject({
  owner: z.string(),
  migration: z.string().optional(),
  application: z.array(z.string()).default([]),
  read_only: z.array(z.string()).default([]),
  people: z.array(z.string()).default([]),
});
export type RoleModel = z.infer<typeof RoleModel>;

/** What a caller passed. Throws INVALID_INPUT with what is wrong. */
export function readModel(given: unknown): RoleModel {
  const read = RoleModel.safeParse(given);
  if (read.success) return read.data;
  const [fault] = inputFaults(RoleModel, given, read.error);
  throw new ToolError(
    "INVALID_INPUT",
    `\`model\` does not say which role is what${fault === undefined ? "" : `: ${faultText(fault)}`}.`,
    'Pass { "owner": "...", "application": ["..."], "read_only": ["..."] }; migration and people where there are such roles.',
  );
}

export type Purpose = "owner" | "migration" | "application" | "read_only" | "person";

/** What a role is by the model. */
export function purposeOf(model: RoleModel, role: string): Purpose | undefined {
  if (model.application.includes(role)) return "application";
  if (model.read_only.includes(role)) return "read_only";
  if (model.people.includes(role)) return "person";
  if (model.migration === role) return "migration";
  return model.owner === role ? "owner" : undefined;
}
