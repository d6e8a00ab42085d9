import * as z from "zod";

const Name = z.string().min(1).max(200);
const Names = z.array(Name);
const Sql = z.string().min(1).max(2_000);

const AttributeInput = z.strictObject({
  name: Name,
  type: Name,
  values: z.array(z.string()).optional(),
  enum_as: z.enum(["type", "check", "table"]).optional(),
  required: z.boolean().default(true),
  unique: z.boolean().default(false),
  // what people write for `0`, `false` and `null`
  default: z.union([Sql, z.number(), z.boolean(), z.null()]).optional(),
  check: Sql.optional(),
  pii: z.boolean().default(false),
  description: z.string().optional(),
});

const EntityInput = z.strictObject({
  name: Name,
  description: z.string().optional(),
  exists: z.boolean().default(false),
  key: z.enum(["uuid", "identity"]).default("uuid"),
  attributes: z.array(AttributeInput).max(1_000).default([]),
  unique: z.array(Names.min(1)).default([]),
  checks: z.array(Sql).default([]),
  soft_delete: z.boolean().default(false),
  optimistic_lock: z.boolean().default(false),
  audit_trail: z.boolean().default(false),
  expected_rows: z.int().min(0).optional(),
  retention_days: z.int().min(1).max(36_500).optional(),
});

const RelationshipInput = z.strictObject({
  from: Name,
  to: Name,
  kind: z.enum(["many_to_one", "one_to_one", "many_to_many"]),
  name: Name.optional(),
  required: z.boolean().default(true),
  on_delete: z.enum(["restrict", "cascade", "set null"]).optional(),
  on_update: z.enum(["restrict", "cascade", "no action"]).default("no action"),
});

const Sort = z.strictObject({ by: Name, descending: z.boolean().default(false) });

const PatternInput = z.strictObject({
  name: Name,
  entity: Name,
  equals: Names.default([]),
  range: Names.default([]),
  contains: Names.default([]),
  search: Names.default([]),
  sort: z.array(Sort).default([]),
  frequency: z.enum(["high", "medium", "low"]).default("medium"),
});

const Tenancy = z.strictObject({ entity: Name, setting: Name.optional() });

/** A model as callers write it. */
export const ModelInput = z.strictObject({
  schema: Name.default("public"),
  postgres: z.int().min(14).max(18).default(18),
  entities: z.array(EntityInput).max(500).default([]),
  relationships: z.array(RelationshipInput).max(2_000).default([]),
  access_patterns: z.array(PatternInput).max(500).default([]),
  tenancy: Tenancy.optional(),
  auth: z
    .array(z.enum(["password", "sessions", "refresh_tokens", "oauth", "magic_links"]))
    .default([]),
});
export type ModelInput = z.infer<typeof ModelInput>;

/** Fields by where they stand, as `entities.attributes`. */
export const fields: Readonly<Record<string, readonly string[]>> = {
  "": Object.keys(ModelInput.shape),
  entities: Object.keys(EntityInput.shape),
  "entities.attributes": Object.keys(AttributeInput.shape),
  relationships: Object.keys(RelationshipInput.shape),
  access_patterns: Object.keys(PatternInput.shape),
  "access_patterns.sort": Object.keys(Sort.shape),
  tenancy: Object.keys(Tenancy.shape),
};
