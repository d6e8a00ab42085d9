import * as z from "zod";

/**
 * An intent in the input of tools: described in the words of TypeScript, which cost a third of what a JSON schema of it does; `readIntent`
 * judges what comes.
 */
export const IntentInput = z.looseObject({}).describe(
  `{ context: { kind: "setting", name, type, holds?: "user" | "tenant", tenant?: { name, type } } | { kind: "neon_auth", tenant_claim? },
application_role, admin_roles?: string[], members?: { table, tenant, user, role? },
tables: { table, tenant?, owner?, parent?: { column, table }, allow: { select: P, insert: P, update: P, delete: P }, deleted?, columns?: { select?, insert?, update?: string[] } }[] }
P: "owner" | "tenant" | "member" | { member_role: string[] } | "anyone" | "nobody", or a list of which one is enough. tenant, owner, user, role, deleted are columns.`,
);
