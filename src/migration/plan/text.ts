import type { Finding } from "../../core/finding.ts";
import type { Phase, Question, Step } from "../../core/migration.ts";
import type { Rendered } from "../../core/tool.ts";

export interface Shown {
  readonly plan_id: string;
  readonly phases: readonly Phase[];
  readonly irreversible: readonly string[];
  readonly findings: readonly Finding[];
  readonly questions: readonly Question[];
}

/** A plan as text that a model can take in: of a large one, SQL is cut short, first that of rollbacks. */
export function planText(plan: Shown): Rendered {
  const steps = plan.phases.flatMap((phase) => phase.steps);
  const errors = plan.findings.filter(({ level }) => level === "error").length;
  const data =
    cuts.map((cut) => bodyOf(plan, cut)).find(({ length }) => length <= LIMIT) ??
    bodyOf(plan, { sql: 0, rollback: 0, rest: false });
  return {
    head: `${plan.plan_id}: ${count(steps.length, "step")} in ${count(plan.phases.length, "phase")}, ${count(errors, "error")}. Locks, rewrites and scans were measured on a copy of the schema; times are estimated from the target's sizes.`,
    data,
    next: nextOf(plan, errors),
  };
}

/** Characters that a result may have without crowding out everything else. */
const LIMIT = 36_000;

interface Cut {
  /** Characters of a step's SQL, and of its rollback, that are shown. */
  readonly sql: number;
  readonly rollback: number;
  /** Verification and notes too. */
  readonly rest: boolean;
}

const cuts: readonly Cut[] = [
  { sql: 4_000, rollback: 1_000, rest: true },
  { sql: 1_000, rollback: 200, rest: true },
  { sql: 400, rollback: 80, rest: true },
  { sql: 160, rollback: 40, rest: true },
  { sql: 120, rollback: 0, rest: false },
  { sql: 60, rollback: 0, rest: false },
];

function bodyOf(plan: Shown, cut: Cut): string {
  return [
    ...plan.questions.map(questionText),
    ...plan.findings.map(({ level, message, fix }) =>
      [`${level}: ${message}`, ...(fix === undefined ? [] : [`  fix: ${fix}`])].join("\n"),
    ),
    ...plan.irreversible.map((text) => `irreversible: ${text}`),
    ...plan.phases.map((phase) => phaseText(phase, cut)),
  ].join("\n\n");
}

function questionText({ about, question, options, hint }: Question): string {
  const choices = options.length === 0 ? "" : `\n  options: ${options.join(" | ")}`;
  return `question (${about}): ${question}${choices}\n  answer: ${hint}`;
}

function phaseText(phase: Phase, cut: Cut): string {
  const { name, purpose, steps, verification, notes, old_application: old } = phase;
  return [
    `${name.toUpperCase()}: ${purpose} The old application ${old}.`,
    ...(cut.rest ? notes.map((note) => `  note: ${note}`) : []),
    ...steps.map((step) => stepText(step, cut)),
    ...(cut.rest
      ? verification.map(
          ({ purpose: what, sql, expect }) =>
            `  verify: ${what}: ${shorten(sql, cut.sql)} -- ${JSON.stringify(expect)}`,
        )
      : []),
  ].join("\n");
}

function stepText(step: Step, cut: Cut): string {
  const { id, sql, rollback, transaction, batch, irreversible } = step;
  const how = [
    ...(batch === undefined ? [] : [`batches of ${batch.size} by ${batch.key.join(", ")}`]),
    ...(transaction ? [] : ["alone, outside a transaction"]),
    ...(step.rewrites ? ["rewrites"] : []),
    ...(step.scans ? ["scans"] : []),
    `~${time(step.estimated_ms)}`,
    ...step.locks
      .filter(({ blocks }) => blocks !== "nothing")
      .map(({ relation, mode, blocks }) => `${mode} on ${relation} blocks ${blocks}`),
  ];
  const back =
    irreversible === true ? "none: it cannot be taken back" : (rollback ?? "nothing to take back");
  return [
    `  ${id} (${how.join("; ")})`,
    ...(cut.sql === 0 ? [] : [indent(shorten(sql, cut.sql))]),
    ...(cut.rollback === 0 ? [] : [`    rollback: ${shorten(back, cut.rollback)}`]),
  ].join("\n");
}

function nextOf({ phases, questions, plan_id: id }: Shown, errors: number): string {
  if (questions.length > 0)
    return "Answer the questions in hints, and call plan_migration again; ask the user where you do not know.";
  if (phases.length === 0)
    return errors > 0
      ? "There is no plan yet: do what the errors say, and call plan_migration again."
      : "There is nothing to do.";
  return `${errors > 0 ? "Show the errors to the user, who decides. Then call" : "Call"} rehearse_migration with ${JSON.stringify({ plan_id: id, on: "shadow" })}, or on "branch" with the real rows, before anything is applied.`;
}

const count = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? "" : "s"}`;

const time = (ms: number): string =>
  ms < 1_000
    ? `${ms} ms`
    : ms < 120_000
      ? `${Math.round(ms / 1_000)} s`
      : `${Math.round(ms / 60_000)} min`;

const shorten = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, Math.max(0, limit - 1))}…`;

const indent = (text: string): string => text.replaceAll(/^/gm, "    ");
