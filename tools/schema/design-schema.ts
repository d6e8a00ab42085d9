import * as z from "zod";
import { Evidence, Finding } from "../../src/core/finding.ts";
import { once } from "../../src/core/once.ts";
import { defineTool } from "../../src/core/tool.ts";
import type { ProvenPattern } from "../../src/schema/design/access/proven.ts";
import { designText } from "../../src/schema/design/text.ts";

const implementation = once(() => import("../../src/schema/design/design-schema.ts"));

const ModelInput = z.looseObject({}).describe(
  `{ schema?, postgres?, entities: { name, description?, key?: "uuid" | "identity", attributes: { name, type, values?, enum_as?: "type" | "check" | "table", required?, unique?, default?, check?, pii?, description? }[], unique?: string[][], checks?: string[], soft_delete?, optimistic_lock?, audit_trail?, expected_rows?, retention_days? }[],
relationships: { from, to, kind: "many_to_one" | "one_to_one" | "many_to_many", name?, required?, on_delete?: "restrict" | "cascade" | "set null", on_update? }[],
access_patterns: { name, entity, equals?, range?, contains?, search?: string[], sort?: { by, descending? }[], frequency?: "high" | "medium" | "low" }[],
tenancy?: { entity, setting? }, auth?: ("password" | "sessions" | "refresh_tokens" | "oauth" | "magic_links")[] }
type: of Postgres, or "enum". required is true.`,
);

const Parameters = z.array(z.object({ name: z.string(), type: z.string() }));

export const designSchema = defineTool({
  name: "design_schema",
  title: "Design a schema",
  description: "Turn a model into tables, keys, indexes and policies, tried on Postgres.",
  effect: "read",
  input: z.object({
    model: ModelInput,
  }),
  output: z.object({
    ddl: z.string(),
    rollback: z.string(),
    verification: z.array(z.object({ purpose: z.string(), sql: z.string(), expect: z.string() })),
    indexes: z.array(
      z.object({
        sql: z.string(),
        serves: z.array(z.string()),
        evidence: Evidence,
        plan: z.string(),
      }),
    ),
    queries: z
      .array(
        z.object({
          pattern: z.string(),
          sql: z.string(),
          parameters: Parameters,
          next_page: z.object({ sql: z.string(), parameters: Parameters }).optional(),
        }),
      )
      .describe("Of access patterns"),
    maintenance: z.array(z.object({ purpose: z.string(), sql: z.string() })),
    decisions: z.array(
      z.object({
        topic: z.string(),
        chosen: z.string(),
        options: z.array(z.object({ name: z.string(), pros: z.string(), cons: z.string() })),
        reason: z.string(),
      }),
    ),
    questions: z.array(z.string()),
    findings: z.array(Finding),
    proof: z.object({
      executed: z.boolean(),
      statements: z.int(),
      rolled_back: z.boolean(),
      catalog_equal: z.boolean(),
      duration_ms: z.int(),
    }),
  }),
  untrusted: [
    "ddl",
    "rollback",
    "verification",
    "indexes",
    "queries",
    "maintenance",
    "decisions",
    "questions",
    "findings",
  ],

  async run({ model }, deps, call) {
    const { designSchema: design } = await implementation();
    const made = await design(model, deps, call);
    return {
      ddl: made.ddl,
      rollback: made.rollback,
      verification: made.verification,
      indexes: made.indexes.map(({ sql, serves, evidence, plan }) => ({
        sql,
        serves: [...serves],
        evidence,
        plan,
      })),
      queries: made.patterns.map(queryOf),
      maintenance: made.maintenance,
      decisions: made.decisions.map((decision) => ({
        ...decision,
        options: [...decision.options],
      })),
      questions: made.questions,
      findings: made.findings,
      proof: made.proof,
    };
  },

  render: designText,
});

type Parameters = z.infer<typeof Parameters>;

function queryOf({ name, sql, parameters, next }: ProvenPattern): {
  pattern: string;
  sql: string;
  parameters: Parameters;
  next_page?: { sql: string; parameters: Parameters };
} {
  const page = next === null ? {} : { next_page: { ...next, parameters: [...next.parameters] } };
  return { pattern: name, sql, parameters: [...parameters], ...page };
}
