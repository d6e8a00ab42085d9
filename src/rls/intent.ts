import * as z from "zod";

/**
 * Who may do something with a row.
 * - `owner`: the user whom the row belongs to.
 * - `tenant`: whoever acts for the row's tenant. Where the context names a tenant, that is the one; where it names a user, every tenant
 *   of which the user is a member.
 * - `member`: a member of the row's tenant, by the table of members.
 * - `member_role`: a member who has one of these roles there.
 * - `anyone`: the application role with any context or none.
 * - `nobody`: not by the application role.
 */
export const Permission = z.union([
  z.enum(["owner", "tenant", "member", "anyone", "nobody"]),
  z.strictObject({ member_role: z.array(z.string().min(1)).min(1) }),
]);
export type Permission = z.infer<typeof Permission>;

/** One permission, or several of which one is enough. */
export const Allowed = z.union([Permission, z.array(Permission).min(1)]);
export type Allowed = z.infer<typeof Allowed>;

/** A setting of the transaction: `set_config(name, value, true)`. Unset, empty and malformed are no context. */
const Setting = z.strictObject({ name: z.string(), type: z.string() });

export const Context = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("setting"),
    /** With a dot: `app.user_id`. */
    name: z.string(),
    type: z.string(),
    /** What the setting holds. The user where there are members, or where owners alone are asked about; otherwise the tenant. */
    holds: z.enum(["user", "tenant"]).optional(),
    /** The setting of the tenant, where `name` holds the user. */
    tenant: Setting.optional(),
  }),
  z.strictObject({
    /** `auth.user_id()`, of Neon Auth and the Data API. */
    kind: z.literal("neon_auth"),
    /** The claim that names the tenant, as `org_id`. */
    tenant_claim: z.string().optional(),
  }),
]);
export type Context = z.infer<typeof Context>;

const Columns = z.array(z.string()).min(1);

export const IntentTable = z.strictObject({
  table: z.string(),
  /** Column with the row's tenant. */
  tenant: z.string().optional(),
  /** Column with the row's user. */
  owner: z.string().optional(),
  /** The row belongs to whom its parent belongs to, over any number of steps: `column` refers to `table`. */
  parent: z.strictObject({ column: z.string(), table: z.string() }).optional(),
  allow: z.strictObject({ select: Allowed, insert: Allowed, update: Allowed, delete: Allowed }),
  /** Column that marks deleted rows (a time or a boolean): the application role does not see them. */
  deleted: z.string().optional(),
  /** Columns that the application role may use, where not all. */
  columns: z
    .strictObject({
      select: Columns.optional(),
      insert: Columns.optional(),
      update: Columns.optional(),
    })
    .optional(),
});
export type IntentTable = z.infer<typeof IntentTable>;

/** Who shall be able to do what with the rows of which tables: what people mean, of which policies are the implementation. */
export const Intent = z.strictObject({
  context: Context,
  /** Neither owner nor BYPASSRLS; it is created where there is none. */
  application_role: z.string(),
  /** Which user is a member of which tenant, and as what. */
  members: z
    .strictObject({
      table: z.string(),
      tenant: z.string(),
      user: z.string(),
      role: z.string().optional(),
    })
    .optional(),
  tables: z.array(IntentTable).min(1),
  /** Roles that see and change all rows of these tables by a policy of their own, without BYPASSRLS. */
  admin_roles: z.array(z.string()).optional(),
});
export type Intent = z.infer<typeof Intent>;
