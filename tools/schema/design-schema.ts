import * as z from "zod";
import { Evidence, Finding } from "../../src/core/finding.ts";
import { once } from "../../src/core/once.ts";
import { defineTool } from "../../src/core/tool.ts";
import type { ProvenPattern } from "../../src/schema/design/access/proven.ts";
import { designText } from "../../src/schema/design/text.ts";
import { generateRls } from "../security/generate-rls.ts";

const implementation = once(() => import("../../src/schema/design/design-schema.ts"));
const policies = once(() => import("../../src/schema/design/rls-intent.ts"));
const models = once(() => import("../../src/schema/design/write-models.ts"));
const fit = once(() => import("../../src/schema/design/fit.ts"));

const ModelInput = z.looseObject({}).describe(
  `{ schema?, postgres?, entities: { name, description?, key?: "uuid" | "identity", attributes: { name, type, values?, enum_as?: "type" | "check" | "table", required?, unique?, default?, check?, pii?, description? }[], unique?: string[][], checks?: string[], soft_delete?, optimistic_lock?, audit_trail?, expected_rows?, retention_days? }[],
relationships: { from, to, kind: "many_to_one" | "one_to_one" | "many_to_many", name?, required?, on_delete?: "restrict" | "cascade" | "set null", on_update? }[],
access_patterns: { name, entity, equals?, range?, contains?, search?: string[], sort?: { by, descending? }[], frequency?: "high" | "medium" | "low" }[],
tenancy?: { entity, setting? }, auth?: ("password" | "sessions" | "refresh_tokens" | "oauth" | "magic_links")[] }
type: of Postgres, or "enum". required is true.`,
);

const Parameters = z.array(z.object({ name: z.string(), type: z.string() }));
const Query = z.object({
  pattern: z.string(),
  sql: z.string(),
  parameters: Parameters,
  next_page: z.object({ sql: z.string(), parameters: Parameters }).optional(),
});

export const designSchema = defineTool({
  name: "design_schema",
  title: "Design a schema",
  description: "Turn a model into tables, keys, indexes and policies, tried on Postgres.",
  effect: "read",
  input: z.object({
    model: ModelInput,
    models: z.array(z.string()).max(8).default([]).describe("prisma, zod..."),
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
    queries: z.array(Query).describe("Of access patterns."),
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
    rls: generateRls.output.omit({ target: true }).optional().describe("To run after `ddl`."),
    models: z.record(z.string(), z.string()).optional(),
    proof: z.object({
      executed: z.boolean(),
      statements: z.int(),
      rolled_back: z.boolean(),
      catalog_equal: z.boolean(),
      duration_ms: z.int(),
    }),
    omitted: z.array(z.string()).optional().describe("Fields that were too long."),
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
    "rls",
    "models",
  ],

  async run({ model, models: formats }, deps, call) {
    const { designSchema: design } = await implementation();
    const { rlsIntent } = await policies();
    const { readFormats, writeModels } = await models();
    const { fitting } = await fit();
    const wanted = readFormats(formats);
    const made = await design(model, deps, call);
    const { catalog, ddl, patterns } = made;
    const intent = rlsIntent(made.design);
    const within = { ...call, progress: (_: number, message: string) => call.progress(3, message) };
    const rls =
      intent === null
        ? undefined
        : await generateRls.run(generateRls.input.parse({ intent, ddl }), deps, within);
    const written =
      wanted.length === 0
        ? undefined
        : await writeModels(catalog, made.design.model.schema, wanted);
    return fitting(
      {
        ddl,
        rollback: made.rollback,
        verification: made.verification,
        indexes: made.indexes.map(({ sql, serves, evidence, plan }) => ({
          sql,
          serves: [...serves],
          evidence,
          plan,
        })),
        queries: patterns.map(queryOf),
        maintenance: made.maintenance,
        decisions: made.decisions,
        questions: made.questions,
        findings: made.findings,
        rls,
        models: written,
        proof: made.proof,
      },
      [
        { field: "rls", instead: rls && withoutProof(rls) },
        { field: "models", instead: undefined },
        { field: "queries", instead: [] },
        { field: "decisions", instead: [] },
        { field: "rls", instead: undefined },
        { field: "verification", instead: [] },
      ],
    );
  },

  render: designText,
});

type Query = z.infer<typeof Query>;

function queryOf({ name, sql, parameters, next }: ProvenPattern): Query {
  const page = next === null ? {} : { next_page: { ...next, parameters: [...next.parameters] } };
  return { pattern: name, sql, parameters: [...parameters], ...page };
}

type Rls = z.input<typeof generateRls.output>;

/** Its sql has the policies and the indexes; prove_rls gives the test script. */
const withoutProof = ({ proof, ...rls }: Rls): Rls => ({
  ...rls,
  policies: [],
  application: [],
  ...(proof === undefined ? {} : { proof: { ...proof, pgtap: "" } }),
});
