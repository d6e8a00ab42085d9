import * as z from "zod";
import { Lock, PhaseName } from "../../src/core/migration.ts";
import { ToolError } from "../../src/core/errors.ts";
import { once } from "../../src/core/once.ts";
import type { Session } from "../../src/core/session.ts";
import { Target } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/migration/rehearse/rehearse.ts"));
const workload = once(() => import("../../src/query/slow/workload.ts"));

/** Those that took the longest in total. */
const compared = 20;

/** Characters of a statement that tell which one it is. */
const statementLength = 160;

const Failure = z.object({
  step: z.string().optional(),
  phase: PhaseName.optional(),
  what: z.string(),
  change: z.string().describe("What to change."),
  quoted: z.string().optional(),
});

export const rehearseMigration = defineTool({
  name: "rehearse_migration",
  title: "Rehearse a migration",
  description: "Run a plan forward, back and forward again on a copy, and keep the proof.",
  effect: "read",
  input: z.object({
    plan_id: z.string(),
    on: z.enum(["shadow", "branch"]).describe("shadow: synthetic rows; branch: the real ones."),
    rows_per_table: z.int().min(1).max(100_000).optional().describe("shadow; default 200"),
    traffic: z.boolean().default(false).describe("Read and write meanwhile."),
  }),
  output: z.object({
    target: Target,
    plan_id: z.string(),
    passed: z.boolean(),
    failures: z.array(Failure),
    steps: z.array(
      z.object({
        id: z.string(),
        duration_ms: z.number(),
        locks: z.array(Lock.pick({ relation: true, mode: true })),
        rewrote: z.array(z.string()),
        wal_bytes: z.number().describe("Of the whole server meanwhile."),
        batches: z.number().optional(),
        blocked_ms: z.number().optional().describe("The longest that the traffic waited."),
      }),
    ),
    verification: z.array(
      z.object({ phase: PhaseName, purpose: z.string(), passed: z.boolean(), got: z.unknown() }),
    ),
    rollback: z.object({
      executed: z.number().describe("Steps taken back."),
      catalog_equal: z.boolean(),
      rows_equal: z.boolean(),
      difference: z.string().optional(),
      excluded: z.array(z.string()).describe("Steps that are declared irreversible."),
    }),
    applied_again: z.boolean(),
    old_application: z.array(
      z.object({
        statement: z.string(),
        phase: PhaseName,
        ok: z.boolean(),
        error: z.string().optional(),
      }),
    ),
    traffic: z
      .object({
        writes: z.number().describe("Confirmed by Postgres."),
        lost: z.number(),
        longest_ms: z.number().describe("Of a statement during a step."),
      })
      .optional(),
    plan_regressions: z.array(
      z.object({
        statement: z.string(),
        cost_before: z.number().describe("Estimated on the planner twin."),
        cost_after: z.number(),
        plan_before: z.string(),
        plan_after: z.string(),
      }),
    ),
    fingerprint_before: z.string(),
    fingerprint_after: z.string(),
    branch: z.string().optional(),
    duration_ms: z.number(),
    notes: z.array(z.string()),
  }),
  untrusted: [
    "failures",
    "verification",
    "rollback",
    "old_application",
    "plan_regressions",
    "notes",
  ],

  async run({ rows_per_table: rowsPerTable = 200, ...input }, deps, call) {
    const { rehearseMigration: rehearse } = await implementation();
    const rehearsal = await rehearse({ ...input, rowsPerTable, topStatements }, deps, call);
    const { rollback, failures } = rehearsal;
    return {
      target: rehearsal.target,
      plan_id: rehearsal.plan_id,
      passed: rehearsal.passed,
      failures: failures.map(({ hangsOnRows: _hangsOnRows, ...failure }) => failure),
      steps: rehearsal.steps.map((step) => ({
        ...step,
        rewrote: [...step.rewrote],
        locks: step.locks.map(({ relation, mode }) => ({ relation, mode })),
      })),
      verification: [...rehearsal.verification],
      rollback: {
        ...(rollback ?? { executed: 0, catalog_equal: false, rows_equal: false }),
        excluded: [...rehearsal.excluded],
      },
      applied_again: rehearsal.appliedAgain === true,
      old_application: rehearsal.oldApplication.map(({ statement, ...tried }) => ({
        statement: shortened(statement),
        ...tried,
      })),
      ...(rehearsal.traffic === undefined ? {} : { traffic: rehearsal.traffic }),
      plan_regressions: rehearsal.regressions.map(({ statement, ...regression }) => ({
        statement: shortened(statement),
        ...regression,
      })),
      fingerprint_before: rehearsal.fingerprint_before,
      fingerprint_after: rehearsal.fingerprint_after,
      ...(rehearsal.branch === undefined ? {} : { branch: rehearsal.branch }),
      duration_ms: rehearsal.duration_ms,
      notes: [...rehearsal.notes],
    };
  },

  render({ plan_id, passed, failures, steps, verification, rollback, applied_again, ...rest }) {
    const { old_application: old, notes, branch, duration_ms: ms, traffic } = rest;
    const { plan_regressions: regressions } = rest;
    const [first] = failures;
    const held = verification.filter(({ passed: holds }) => holds).length;
    const back = rollback.catalog_equal && rollback.rows_equal;
    const data = [
      failures
        .map(
          ({ step, phase, what, change, quoted }) =>
            `${step ?? phase ?? "plan"}: ${what}. ${change}${quoted === undefined ? "" : `\n  ${quoted.replaceAll("\n", "\n  ")}`}`,
        )
        .join("\n"),
      steps.map(stepLine).join("\n"),
      verification
        .filter(({ passed: holds }) => !holds)
        .map(({ phase, purpose, got }) => `${phase}: "${purpose}" got ${JSON.stringify(got)}`)
        .join("\n"),
      old
        .filter(({ ok }) => !ok)
        .map(
          ({ statement, phase, error }) =>
            `old application after ${phase}: ${statement}: ${error ?? ""}`,
        )
        .join("\n"),
      regressions
        .map(
          ({ statement, cost_before: was, cost_after: is, plan_before, plan_after }) =>
            `cost ${was} -> ${is} (estimated): ${statement}\n  ${plan_before}\n  ${plan_after}`,
        )
        .join("\n"),
      notes.join("\n"),
    ];
    const busy =
      traffic === undefined
        ? ""
        : ` Of ${traffic.writes} writes under traffic ${traffic.lost} were lost; the longest statement took ${traffic.longest_ms} ms.`;
    const where = branch === undefined ? "on a shadow with synthetic rows" : "on a branch";
    const excluded =
      rollback.excluded.length === 0
        ? ""
        : `; irreversible by declaration: ${rollback.excluded.join(", ")}`;
    return {
      head: passed
        ? `Passed ${where} (measured, ${ms} ms): ${steps.length} steps, ${held} checks, ${rollback.executed} steps taken back to the same schema and rows${excluded}${applied_again ? ", and applied again to the same end" : ""}.${busy}`
        : `Failed ${where} (measured): ${failures.length} finding${failures.length === 1 ? "" : "s"}, the first at ${first?.step ?? first?.phase ?? "the end"}. Schema after rollback ${back ? "and rows as before" : "or rows not as before, or not reached"}.`,
      data: data.filter(Boolean).join("\n\n"),
      next: passed
        ? `Show the user what it does, then call apply_migration with {"plan_id":${JSON.stringify(plan_id)}}.`
        : "Change what is named, call plan_migration again, and rehearse the new plan.",
    };
  },
});

/** None where pg_stat_statements cannot be read. */
async function topStatements(session: Session): Promise<readonly string[]> {
  const { readWorkload } = await workload();
  try {
    return (await readWorkload(session, { limit: compared })).map(({ sql }) => sql);
  } catch (error) {
    if (error instanceof ToolError && error.code !== "CANCELLED") return [];
    throw error;
  }
}

const shortened = (sql: string): string => {
  const line = sql.replaceAll(/\s+/g, " ").trim();
  return line.length <= statementLength ? line : `${line.slice(0, statementLength - 1)}…`;
};

interface StepLine {
  readonly id: string;
  readonly duration_ms: number;
  readonly locks: readonly Pick<Lock, "relation" | "mode">[];
  readonly rewrote: readonly string[];
  readonly batches?: number | undefined;
  readonly blocked_ms?: number | undefined;
}

/** Locks that keep nobody out are left out. */
function stepLine({ id, duration_ms: ms, locks, rewrote, batches, blocked_ms }: StepLine): string {
  const heavy = locks.filter(({ mode }) => !light.has(mode));
  const parts = [
    `${ms} ms`,
    batches === undefined ? "" : `${batches} batches`,
    ...heavy.slice(0, 4).map(({ relation, mode }) => `${mode} ${relation}`),
    heavy.length > 4 ? `and ${heavy.length - 4} more` : "",
    rewrote.length === 0 ? "" : `rewrote ${rewrote.join(", ")}`,
    blocked_ms === undefined ? "" : `blocked ${blocked_ms} ms`,
  ];
  return `${id}: ${parts.filter(Boolean).join(", ")}`;
}

const light = new Set(["ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE"]);
