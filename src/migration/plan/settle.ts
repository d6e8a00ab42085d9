import type { Finding } from "../../core/finding.ts";
import { identifier } from "../../core/identifier.ts";
import type { Phase } from "../../core/migration.ts";
import type { Call } from "../../core/tool.ts";
import type { Difference } from "../../postgres/catalog/differences.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { openMeter } from "../effects/open-meter.ts";
import { printed } from "./alteration.ts";
import type { Draft, Part } from "./compose.ts";
import { compose, orders } from "./compose.ts";
import type { Copies } from "./copies.ts";
import { durations } from "./durations.ts";
import type { OldStatement } from "./old-statements.ts";
import { phasesOf } from "./phases.ts";
import type { Size } from "./sizes.ts";
import type { TakenBack } from "./take-back.ts";
import { takeBack, takeBackParts } from "./take-back.ts";
import type { Measured, Trial } from "./trial.ts";
import { tryPhases } from "./trial.ts";

export interface Aim {
  readonly copies: Copies;
  /** A copy before anything was done. */
  readonly before: Catalog;
  /** What the script leaves behind as it stands. */
  readonly wanted: Catalog;
  /** Major version of the target. */
  readonly postgres: number;
  readonly sizes: ReadonlyMap<string, Size>;
  readonly old: readonly OldStatement[];
  /** The same changes, each made as it stands. */
  readonly plain: () => Promise<readonly Part[]>;
}

export interface Settled {
  readonly phases: Phase[];
  readonly irreversible: string[];
  readonly findings: Finding[];
  /** The schema at the end of the plan. */
  readonly after: Catalog;
}

/**
 * Puts the changes together in the first order that leads to what the script does, executed on a copy, forward and back. Where none
 * does, they are made as they stand, one after the other; where that does not either, there are no phases but a finding that says why.
 */
export async function settle(parts: readonly Part[], aim: Aim, call: Call): Promise<Settled> {
  const refused: Trial[] = [];
  const oneWay: Settled[] = [];
  const tried = new Set<string>();
  for (const attempt of [...orders, "plain"] as const) {
    const own = attempt === "plain" ? await aim.plain() : parts;
    const drafts = compose(own, attempt === "plain" ? "serial" : attempt);
    const text = JSON.stringify(drafts.map(({ name, pieces }) => [name, pieces]));
    if (tried.has(text)) continue;
    tried.add(text);
    const { trial, back } = await tryDrafts(drafts, aim, call);
    if (trial.after === undefined || trial.differences.length > 0) {
      refused.push(trial);
      continue;
    }
    const settled = {
      phases: phasesOf(trial.phases, durations(aim.sizes, aim.before)),
      irreversible: [...new Set(own.flatMap(({ cooked }) => cooked.irreversible))],
      findings: [...findingsOf(trial), ...backFindings(back), ...asWritten(attempt, refused)],
      after: trial.after,
    };
    if (backFindings(back).length === 0) return settled;
    oneWay.push(settled);
  }
  const [first] = refused;
  return (
    oneWay[0] ?? {
      phases: [],
      irreversible: [],
      findings: first === undefined ? [] : [refusal(first)],
      after: aim.wanted,
    }
  );
}

async function tryDrafts(
  drafts: readonly Draft[],
  { copies, before, wanted, postgres, old }: Aim,
  call: Call,
): Promise<{ readonly trial: Trial; readonly back?: TakenBack }> {
  await using copy = await copies.open();
  const { session } = copy.shadow;
  await using meter = openMeter(copy.shadow, { postgres, signal: call.signal });
  const tables = new Set([...before.tables, ...before.views].map(printed));
  const ground = {
    session,
    meter,
    before,
    wanted,
    oldStatements: old,
    isKnown: (relation: string) => tables.has(relation),
  };
  const trial = await tryPhases(drafts, ground, call);
  if (trial.after === undefined || trial.differences.length > 0) return { trial };
  const pieces = drafts.flatMap((draft) => draft.pieces);
  if (pieces.every(({ irreversible }) => irreversible !== true))
    return { trial, back: await takeBack(pieces, session, before) };
  await using other = await copies.open();
  return { trial, back: await takeBackParts(pieces, other.shadow.session) };
}

function findingsOf({ phases, reordered }: Trial): Finding[] {
  return [
    ...phases.flatMap(({ draft, steps, unverified }) => [
      ...steps.flatMap((step, at) => heavyFindings(step, `${draft.name}.${at + 1}`)),
      ...unverified.map(({ purpose }) => ({
        rule: "verification",
        level: "error" as const,
        object: draft.name,
        message: `The check "${purpose}" does not hold on an empty copy of the schema.`,
        evidence: "measured" as const,
        key: `verification:${draft.name}:${purpose}`,
      })),
    ]),
    ...reordered.map((object) => ({
      rule: "column-order",
      level: "info" as const,
      object,
      message: `Columns of ${object} end up in another order than the script's; \`SELECT *\` shows it.`,
      evidence: "measured" as const,
      key: `column-order:${object}`,
    })),
  ];
}

const heavyFindings = ({ heavy, effects }: Measured, id: string): Finding[] =>
  heavy.map(({ relation, mode, work }) => ({
    rule: "heavy-lock",
    level: "error",
    object: relation,
    message: `Step ${id}: \`${identifier(relation)}\` is ${work} under ${mode}, and no way is known to do that while the application runs. Plan a window for the step.`,
    evidence: effects[0]?.evidence ?? "measured",
    key: `heavy-lock:${relation}`,
  }));

/** Nobody is to wonder why nothing was made of the statements. */
function asWritten(attempt: string, [first]: readonly Trial[]): Finding[] {
  if (attempt !== "plain") return [];
  const why =
    first === undefined
      ? "could not be taken back"
      : first.failure === undefined
        ? `do not lead to the same schema together: ${listed(first.differences)}`
        : `do not go together: one fails (${first.failure.piece.purpose}, SQLSTATE ${first.failure.error.sqlstate ?? first.failure.error.code})`;
  return [
    {
      rule: "as-written",
      level: "warning",
      object: "plan",
      message: `The statements are planned as they stand, in their order, because the steps that spare the application ${why}. Look at their locks; a script divided in parts can be planned part by part.`,
      evidence: "measured",
      key: "as-written",
    },
  ];
}

function backFindings(back: TakenBack | undefined): Finding[] {
  if (back === undefined) return [];
  const { failure, differences } = back;
  if (failure === undefined && differences.length === 0) return [];
  const why =
    failure === undefined
      ? `it does not lead back: ${listed(differences)}`
      : `"${failure.piece.purpose}" cannot be taken back (SQLSTATE ${failure.error.sqlstate ?? ""})`;
  return [problem("rollback", `The rollback was tried on a copy of the schema, and ${why}.`)];
}

function refusal({ failure, differences }: Trial): Finding {
  return problem(
    "not-equivalent",
    failure === undefined
      ? `The plan does not lead to what the script does: ${listed(differences)}. Divide the script, and plan its parts one after the other.`
      : `A step of the plan fails on a copy of the schema (${failure.piece.purpose}, SQLSTATE ${failure.error.sqlstate ?? failure.error.code}). Divide the script, and plan its parts one after the other.`,
  );
}

const problem = (rule: string, message: string): Finding => ({
  rule,
  level: "error",
  object: "plan",
  message,
  evidence: "measured",
  key: rule,
});

function listed(differences: readonly Difference[]): string {
  const shown = differences
    .slice(0, 3)
    .map(({ object, path }) => `\`${identifier(`${object} ${path}`.trim())}\``);
  const more = differences.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more differ` : " differ"}`;
}
