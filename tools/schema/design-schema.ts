import * as z from "zod";
import { ToolError } from "../../src/core/errors.ts";
import { Evidence, Finding } from "../../src/core/finding.ts";
import { once } from "../../src/core/once.ts";
import type { Deps } from "../../src/core/deps.ts";
import { KnownTarget, Target, type TargetInput } from "../../src/core/target.ts";
import { type Call, defineTool } from "../../src/core/tool.ts";
import { PatternQuery, queryOf } from "../../src/schema/design/access/pattern-query.ts";
import type { Cut } from "../../src/schema/design/fit.ts";
import { ModelInput } from "../../src/schema/design/model-input.ts";
import { designText } from "../../src/schema/design/text.ts";
import { generateRls } from "../security/generate-rls.ts";

const implementation = once(() => import("../../src/schema/design/design-schema.ts"));
const draft = once(() => import("../../src/schema/design/draft.ts"));
const paging = once(() => import("../../src/schema/design/page.ts"));
const rowSecurity = once(() => import("../../src/rls/generate/generate-proven.ts"));
const policies = once(() => import("../../src/schema/design/rls-intent.ts"));
const models = once(() => import("../../src/schema/design/write-models.ts"));
const diagram = once(() => import("../../src/schema/design/erd/draw-erd.ts"));
const drawing = once(() => import("../../src/schema/design/erd/draw-schema.ts"));
const fit = once(() => import("../../src/schema/design/fit.ts"));

const DesignedSchema = z.object({
  target: Target.optional().describe("What exists was held against it."),
  ddl: z.string().describe("With `next_cursor` a part: append that of the next call."),
  next_cursor: z.string().optional(),
  rollback: z.string(),
  verification: z.array(z.object({ purpose: z.string(), sql: z.string(), expect: z.string() })),
  erd: z.string().describe("Mermaid."),
  indexes: z.array(
    z.object({
      sql: z.string(),
      serves: z.array(z.string()),
      evidence: Evidence,
      plan: z.string(),
    }),
  ),
  queries: z.array(PatternQuery).describe("Of access patterns."),
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
  proof: z
    .object({
      executed: z.boolean(),
      statements: z.int(),
      rolled_back: z.boolean(),
      catalog_equal: z.boolean(),
      postgres: z.int(),
      duration_ms: z.int(),
    })
    .optional()
    .describe("Comes with the first part."),
  omitted: z.array(z.string()).optional().describe("Fields that were too long."),
});

export const designSchema = defineTool({
  name: "design_schema",
  title: "Design a schema",
  description: "Turn a model into DDL with indexes and policies, tried.",
  effect: "read",
  picture: "schema",
  input: z.object({
    model: ModelInput,
    models: z.array(z.string()).optional().describe("Formats"),
    target: KnownTarget.optional(),
    cursor: z.string().optional(),
  }),
  output: DesignedSchema,
  untrusted: [
    "ddl",
    "rollback",
    "verification",
    "erd",
    "indexes",
    "queries",
    "maintenance",
    "decisions",
    "questions",
    "findings",
    "rls",
    "models",
  ],

  async run({ model, models: formats = [], target, cursor }, deps, call) {
    if (cursor !== undefined) return laterPart({ model, target, cursor }, deps, call);
    const { designSchema: design } = await implementation();
    const { rlsIntent } = await policies();
    const { readFormats, writeModels } = await models();
    const { drawErd } = await diagram();
    const { drawSchema } = await drawing();
    const { fitting } = await fit();
    const wanted = readFormats(formats);
    const made = await design(model, deps, call, target);
    const { catalog, given, ddl, patterns } = made;
    const intent = rlsIntent(made.design);
    const within = { ...call, progress: (_: number, message: string) => call.progress(3, message) };
    const rls =
      intent === null
        ? undefined
        : await rlsFor(
            { intent, ddl: `${given}${ddl}`, postgres: made.design.model.postgres },
            deps,
            within,
          );
    const longRls = rls === "too long" ? [tooLongRls] : [];
    const written =
      wanted.length === 0
        ? undefined
        : await writeModels(catalog, made.design.model.schema, wanted);
    const drawn = drawSchema([...made.design.given, ...made.design.tables], made.indexes);
    call.draw?.(drawn);
    const shown = fitting<Shown>(
      {
        ...(made.target === undefined ? {} : { target: made.target }),
        ddl,
        rollback: made.rollback,
        verification: made.verification,
        erd: drawErd(drawn),
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
        ...(typeof rls === "object" ? { rls } : {}),
        ...(written === undefined ? {} : { models: written }),
        proof: made.proof,
      },
      cuts,
    );
    const omitted = [...(shown.omitted ?? []), ...longRls];
    return omitted.length === 0 ? shown : { ...shown, omitted };
  },

  render: designText,
});

/** The twin has planned the access patterns under policies at the expected rows already: a table or two are filled all the same. */
const PLAN_BUDGET_MS = 1_000;

const tooLongRls = "rls (generate_rls with the ddl, some tables at a time)";

async function rlsFor(
  request: { readonly intent: object; readonly ddl: string; readonly postgres: number },
  deps: Deps,
  call: Call,
): Promise<NonNullable<Shown["rls"]> | "too long"> {
  const { generateProven } = await rowSecurity();
  try {
    const made = await generateProven({ ...request, planBudgetMs: PLAN_BUDGET_MS }, deps, call);
    return without(made, "target");
  } catch (error) {
    if (error instanceof ToolError && error.code === "LIMIT") return "too long";
    throw error;
  }
}

/** The statements are those that the first call proved: the cursor has their sum. */
async function laterPart(
  {
    model,
    target,
    cursor,
  }: { readonly model: object; readonly target: TargetInput | undefined; readonly cursor: string },
  deps: Pick<Deps, "shadow" | "twin" | "session">,
  call: Call,
): Promise<Shown> {
  const { draftSchema } = await draft();
  const { nextPart } = await paging();
  const { ddl } = await draftSchema(model, deps, call, target);
  return {
    ...nextPart(ddl, cursor),
    rollback: "",
    verification: [],
    erd: "",
    indexes: [],
    queries: [],
    maintenance: [],
    decisions: [],
    questions: [],
    findings: [],
  };
}

type Shown = z.input<typeof DesignedSchema>;

function without<T extends object>(shown: T, field: keyof T): T {
  const less = { ...shown };
  delete less[field];
  return less;
}

const withRls =
  (change: (rls: NonNullable<Shown["rls"]>) => Shown["rls"]) =>
  (shown: Shown): Shown => {
    const { rls, ...rest } = shown;
    const less = rls && change(rls);
    return { ...rest, ...(less === undefined ? {} : { rls: less }) };
  };

/** What the statements say anyway, or another tool says, goes first. */
const cuts: readonly Cut<Shown>[] = [
  {
    omits: "of rls: the test script and how policies were weakened (prove_rls)",
    of: withRls(({ proof, ...rls }) => ({
      ...rls,
      ...(proof === undefined
        ? {}
        : { proof: { ...proof, pgtap: "", mutations: { ...proof.mutations, survived: [] } } }),
    })),
  },
  {
    omits: "of rls: policies, which its sql has, and code for applications (generate_rls)",
    of: withRls((rls) => ({ ...rls, policies: [], application: [] })),
  },
  {
    omits: "models (generate_models with the ddl)",
    of: (shown) => without(shown, "models"),
  },
  { omits: "decisions", of: (shown) => ({ ...shown, decisions: [] }) },
  {
    omits: "queries: the page after the first",
    of: (shown) => ({
      ...shown,
      queries: shown.queries.map((query) => without(query, "next_page")),
    }),
  },
  { omits: "verification", of: (shown) => ({ ...shown, verification: [] }) },
  { omits: "queries", of: (shown) => ({ ...shown, queries: [] }) },
  { omits: "rls (generate_rls with the ddl)", of: withRls(() => undefined) },
  { omits: "erd", of: (shown) => ({ ...shown, erd: "" }) },
];
