import * as z from "zod";
import { Target } from "./target.ts";

const Column = z.object({
  name: z.string(),
  type: z.string(),
  nullable: z.boolean(),
  default: z.string().optional(),
  identity: z.string().optional(),
  generated: z.string().optional(),
  comment: z.string().optional(),
});

const ForeignKey = z.object({
  name: z.string().optional(),
  columns: z.array(z.string()),
  references: z.string().describe("Qualified name."),
  referenced_columns: z.array(z.string()),
  on_delete: z.string().optional().describe("Absent: no action."),
  on_update: z.string().optional().describe("Absent: no action."),
  state: z.string().optional().describe("Deferrable, not valid, not enforced."),
});

const Index = z.object({
  name: z.string(),
  keys: z.string().optional().describe("At summary."),
  definition: z.string().optional(),
  bytes: z.number().optional(),
  scans: z.number().optional(),
  valid: z.boolean().optional(),
});

const Definition = z.object({
  name: z.string(),
  definition: z.string(),
  comment: z.string().optional(),
});

const Policy = z.object({
  name: z.string(),
  command: z.string(),
  permissive: z.boolean(),
  roles: z.array(z.string()),
  using: z.string().optional(),
  check: z.string().optional(),
  comment: z.string().optional(),
});

const Trigger = z.object({
  name: z.string(),
  definition: z.string(),
  enabled: z.string(),
  comment: z.string().optional(),
});

/** What tables and views share. */
const relation = {
  name: z.string().describe("Qualified, quoted as Postgres prints it."),
  kind: z.string(),
  bytes: z.number().nullable().optional().describe("With indexes and TOAST."),
  locked: z.boolean().optional().describe("ACCESS EXCLUSIVE is held: only the name is known."),
  shortened: z.boolean().optional().describe("Too long for a page."),
  column_list: z.string().optional().describe("In place of columns where these do not fit."),
  columns: z.array(Column).optional(),
  indexes: z.array(Index).optional(),
  triggers: z.array(Trigger).optional(),
  owner: z.string().optional(),
  comment: z.string().optional(),
};

const Table = z.object({
  ...relation,
  rows: z.number().nullable().describe("Estimated; null when never analyzed."),
  primary_key: z.array(z.string()).optional(),
  foreign_keys: z.array(ForeignKey).optional(),
  unique: z
    .array(z.object({ name: z.string().optional(), columns: z.array(z.string()) }))
    .optional(),
  checks: z.array(Definition).optional(),
  exclusions: z.array(Definition).optional(),
  rls: z.object({ enabled: z.boolean(), forced: z.boolean() }).optional(),
  policies: z.array(Policy).optional(),
  partition_of: z.string().optional(),
  partition_bound: z.string().optional(),
  partition_key: z.string().optional(),
  partitions: z.number().optional(),
  inherits: z.array(z.string()).optional(),
});

const View = z.object({
  ...relation,
  rows: z.number().nullable().optional(),
  definition: z.string().optional(),
});

const Typed = z.object({
  name: z.string(),
  kind: z.string(),
  definition: z.string().optional(),
  comment: z.string().optional(),
});

export const Description = z.object({
  target: Target,
  database: z.object({
    name: z.string(),
    postgres: z.string(),
    bytes: z.number().nullable().optional(),
  }),
  note: z.string().optional(),
  schemas: z.array(
    z.object({ name: z.string(), tables: z.number(), comment: z.string().optional() }),
  ),
  tables: z.array(Table),
  views: z.array(View),
  enums: z.array(
    z.object({
      name: z.string(),
      values: z.array(z.string()).optional(),
      comment: z.string().optional(),
    }),
  ),
  types: z.array(Typed).optional(),
  sequences: z.array(Typed.omit({ kind: true })).optional(),
  functions: z.array(
    Typed.extend({
      returns: z.string().optional(),
      arguments: z.string().optional(),
      language: z.string().optional(),
      volatility: z.string().optional(),
      security_definer: z.boolean().optional(),
      owner: z.string().optional(),
    }),
  ),
  extensions: z.array(z.object({ name: z.string(), version: z.string() })),
  next_cursor: z.string().optional(),
});
export type Description = z.infer<typeof Description>;
