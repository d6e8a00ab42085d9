import * as z from "zod";
import { Finding } from "../../src/core/finding.ts";
import { once } from "../../src/core/once.ts";
import { Target, TargetInput } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";
import { IntentInput } from "../../src/rls/intent-input.ts";

const implementation = once(() => import("../../src/rls/generate/generate.ts"));
const reading = once(() => import("../../src/rls/resolve.ts"));

const GeneratedPolicy = z.object({
  table: z.string(),
  name: z.string(),
  command: z.string(),
  permissive: z.boolean(),
  roles: z.array(z.string()),
  using: z.string().nullable(),
  check: z.string().nullable(),
});

export const generateRls = defineTool({
  name: "generate_rls",
  title: "Generate row-level security",
  description:
    "Write policies, grants and indexes from who may do what with whose rows, tried on a copy of the schema.",
  effect: "read",
  input: z.object({
    intent: IntentInput,
    target: TargetInput.optional(),
    ddl: z.string().optional().describe("Instead of a target"),
  }),
  output: z.object({
    target: Target.optional(),
    sql: z.string(),
    rollback: z.string(),
    policies: z.array(GeneratedPolicy),
    indexes: z.array(z.string()),
    findings: z.array(Finding),
    application: z.array(z.object({ stack: z.string(), code: z.string() })),
  }),
  untrusted: ["sql", "rollback", "policies", "indexes", "findings", "application"],

  async run({ intent, target, ddl }, deps, call) {
    const { readIntent } = await reading();
    const { generateRls: generate } = await implementation();
    const read = readIntent(intent);
    const {
      target: where,
      schema,
      ...made
    } = await generate({ intent: read, target, ddl }, deps, call);
    return { ...(where === undefined ? {} : { target: where }), ...made };
  },

  render({ sql, policies, findings, target }) {
    const tables = new Set(policies.map(({ table }) => table)).size;
    const held = `${policies.length} policies on ${tables} table${tables === 1 ? "" : "s"}`;
    const lines = findings.map(
      ({ level, rule, object, message, fix }) =>
        `${level} ${rule} ${object}: ${message}${fix === undefined ? "" : `\n  ${fix}`}`,
    );
    return {
      head:
        sql === ""
          ? `Nothing to do: ${held} are there already (measured).`
          : `${held}; carried out on a shadow, taken back to the same schema, and carried out again (measured).`,
      data: [sql, lines.join("\n")].filter(Boolean).join("\n"),
      next:
        sql === ""
          ? "Hold them against the intent with prove_rls."
          : target === undefined
            ? "Add the statements to the schema, and set the context as `application` shows."
            : "Show the user the findings. For a live database call plan_migration with this `sql`, then rehearse_migration and apply_migration; on a branch run_sql with mode write does. Deploy `application` first.",
    };
  },
});
