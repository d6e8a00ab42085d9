import * as z from "zod";
import { Finding } from "../../src/core/finding.ts";
import { once } from "../../src/core/once.ts";
import { KnownTarget, Target } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";
import { IntentInput } from "../../src/rls/intent-input.ts";
import { RlsProof } from "../../src/rls/proof.ts";

const implementation = once(() => import("../../src/rls/generate/generate-proven.ts"));

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
    target: KnownTarget.optional(),
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
    proof: RlsProof.optional(),
    omitted_policies: z.int().optional().describe("That did not fit; `sql` has them."),
  }),
  untrusted: ["sql", "rollback", "policies", "indexes", "findings", "application", "proof"],

  async run({ intent, target, ddl }, deps, call) {
    const { generateProven } = await implementation();
    const { target: where, ...shown } = await generateProven({ intent, target, ddl }, deps, call);
    return { ...(where === undefined ? {} : { target: where }), ...shown };
  },

  render({ sql, policies, findings, target, proof, omitted_policies: omitted = 0 }) {
    const tables = new Set(policies.map(({ table }) => table)).size;
    const held = `${policies.length + omitted} policies on ${tables} table${tables === 1 ? "" : "s"}`;
    const done =
      sql === ""
        ? `Nothing to do: ${held} are there already (measured).`
        : `${held}; carried out on a shadow, taken back to the same schema, and carried out again (measured).`;
    const lines = findings.map(
      ({ level, rule, object, message, fix }) =>
        `${level} ${rule} ${object}: ${message}${fix === undefined ? "" : `\n  ${fix}`}`,
    );
    return {
      head: `${done} ${proofLine(proof)}`,
      data: [sql, lines.join("\n"), failures(proof)].filter(Boolean).join("\n"),
      next: nextOf(
        sql,
        target !== undefined,
        proof,
        findings.some(({ rule }) => rule === "role-missing"),
      ),
    };
  },
});

type Proof = z.infer<typeof RlsProof> | undefined;

function proofLine(proof: Proof): string {
  if (proof === undefined) return "Not proven: see the findings.";
  const { passed, cells, failed, bypasses, mutations } = proof;
  const holes = mutations.survived.filter(({ reason }) => reason.startsWith("No cell")).length;
  const rest = mutations.total - mutations.caught - holes;
  const mutants = `${mutations.caught} of ${mutations.total} weakened policies were noticed${rest === 0 ? "" : `, ${rest} open nothing`}`;
  if (passed) return `Proven: ${cells} cells went as the intent says; ${mutants}.`;
  const ways = bypasses.filter(({ level }) => level === "error").length;
  return `Not proven: ${failed.length} of ${cells} cells went another way, ${ways} ways round.`;
}

/** Lines of what the proof holds against the policies. */
const shownFailures = 10;

function failures(proof: Proof): string {
  if (proof === undefined || proof.passed) return "";
  const cells = proof.failed.map(
    ({ table, actor, verb, expected, got }) =>
      `${table}, ${verb} (${actor}): expected ${expected}, got ${got}`,
  );
  const ways = proof.bypasses
    .filter(({ level }) => level === "error")
    .map(({ rule, object, message }) => `${rule} ${object}: ${message}`);
  return [...ways, ...cells].slice(0, shownFailures).join("\n");
}

function nextOf(sql: string, live: boolean, proof: Proof, lacksRole: boolean): string {
  if (proof?.passed === false)
    return "Do what the findings and the ways round say, and call this again; prove_rls tells every cell.";
  if (sql === "") return "Call prove_rls after each change of policies, roles or tables.";
  return live
    ? `Show the user the findings. For a live database call ${lacksRole ? "manage_role as role-missing says, " : ""}plan_migration with this \`sql\`, then rehearse_migration and apply_migration; on a branch run_sql with mode write does. Deploy \`application\` first.`
    : "Add the statements to the schema, and set the context as `application` shows.";
}
