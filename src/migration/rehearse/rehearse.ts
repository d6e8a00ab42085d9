import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { Plan, Proof } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import type { Target, TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import { attempt, type Attempt, type Rehearsing } from "./attempt.ts";
import { readLaterSchema } from "./later-schema.ts";
import { openPlaces, placeOf } from "./place.ts";
import { planRegressions } from "./regressions.ts";
import type { Failure, Findings } from "./report.ts";

export interface RehearsalRequest {
  readonly plan_id: string;
  readonly target?: TargetInput | undefined;
  readonly on: "shadow" | "branch";
  /** In each table of a shadow. */
  readonly rowsPerTable: number;
  readonly traffic: boolean;
  /** Of the traffic, at least; default 60. */
  readonly writesPerPhase?: number;
  /** The target's dearest statements, whose plans are compared. */
  readonly topStatements?: (session: Session) => Promise<readonly string[]>;
}

export interface Rehearsal extends Findings {
  readonly plan_id: string;
  readonly target: Target;
  readonly passed: boolean;
  readonly fingerprint_before: string;
  readonly fingerprint_after: string;
  readonly branch: string | undefined;
  readonly duration_ms: number;
}

/**
 * Executes a plan on a copy of its target: forward, back and forward again, with its checks and the old application's statements after
 * each phase. What is found is saved as the plan's proof. Errors: NOT_FOUND without such a plan, INVALID_INPUT for one without steps,
 * DRIFT, UNSUPPORTED for a branch where there are none, and those of sessions and shadows.
 */
export async function rehearseMigration(
  request: RehearsalRequest,
  deps: Deps,
  call: Call,
): Promise<Rehearsal> {
  const { plan_id: id, target, on, rowsPerTable: rows, traffic, writesPerPhase = 60 } = request;
  const started = performance.now();
  const plan = await deps.plans.load(id);
  if (plan.phases.length === 0) throw noSteps(plan);
  const places = await openPlaces(plan, target, deps, call);
  const { findings, begin, version, end, branch } = await rehearse({
    plan,
    places,
    on,
    call,
    rows,
    writesPerPhase: traffic ? writesPerPhase : undefined,
  });
  const passed = findings.failures.length === 0;
  if (passed) await comparePlans(plan, request, findings, deps, call);
  const proof: Proof = {
    plan_id: plan.plan_id,
    passed,
    on,
    at: new Date().toISOString(),
    fingerprint_before: begin,
    version,
    fingerprints: findings.fingerprints,
    step_fingerprints: findings.stepFingerprints,
    fingerprint_after: end?.fingerprint ?? plan.fingerprint,
  };
  await deps.plans.saveProof(proof);
  return {
    ...findings,
    plan_id: plan.plan_id,
    target: places.target,
    passed,
    fingerprint_before: plan.fingerprint,
    fingerprint_after: proof.fingerprint_after,
    branch,
    duration_ms: Math.round(performance.now() - started),
  };
}

/** A shadow's rows fit what the plan adds, and have no NULLs where there will be none if the plan needs that. */
async function rehearse(rehearsing: Rehearsing): Promise<Attempt> {
  const { plan, places, on, call } = rehearsing;
  const adds = plan.phases.some(({ steps }) => steps.some(({ sql }) => CONSTRAINS.test(sql)));
  const later = on === "shadow" && adds ? await readLaterSchema(plan, places, call) : undefined;
  const loose = await attempt(rehearsing, { later });
  const first = loose.findings.failures.find(hangsOnRows);
  if (first === undefined) return loose;
  if (later === undefined) return withAdvice(rehearsing, loose);
  const strict = withAdvice(rehearsing, await attempt(rehearsing, { later, strict: true }));
  const second = strict.findings.failures.find(hangsOnRows);
  const { empty } = places;
  if (second !== undefined && empty.length > 0) {
    const alike = await attempt(rehearsing, { later, strict: true, empty });
    if (alike.findings.failures.length > 0) return strict;
    alike.findings.notes.push(
      `With rows in tables that have none on the target it fails at ${second.step ?? second.phase ?? "a step"}, so these have none here either: ${empty.slice(0, 5).join(", ")}. Once they have rows, plan it again.`,
    );
    return alike;
  }
  if (strict.findings.failures.length === 0)
    strict.findings.notes.push(
      `With NULLs in columns that become NOT NULL it fails at ${first.step ?? first.phase ?? "a step"}, so the synthetic rows have none there. Rehearse on a branch for the real rows.`,
    );
  return strict;
}

/** What fails for the rows of a shadow may pass with the real ones. */
function withAdvice({ plan, on }: Rehearsing, attempted: Attempt): Attempt {
  if (on !== "shadow") return attempted;
  const { findings } = attempted;
  const look =
    plan.target.deployment === "url"
      ? "look at the real ones with run_sql"
      : 'rehearse with `on` "branch", where the real ones are';
  const filled = plan.phases.some(({ steps }) => steps.some(({ batch }) => batch !== undefined));
  const advice = `These rows are synthetic: ${look}${filled ? ", or plan anew with hints.backfill or hints.using that gives every row a value, as by coalesce" : ""}.`;
  const failures = findings.failures.map((failure) =>
    hangsOnRows(failure) ? { ...failure, change: `${failure.change} ${advice}` } : failure,
  );
  return { ...attempted, findings: { ...findings, failures } };
}

/** Words of statements that may refuse rows. */
const CONSTRAINS =
  /\b(?:unique|check|references|foreign|primary|exclude|type|not\s+null|domain|partition)\b/i;

const hangsOnRows = (failure: Failure): boolean => failure.hangsOnRows === true;

/** Of statements that name a table of the plan. Where there is no twin, that is said. */
async function comparePlans(
  plan: Plan,
  { target: wanted, topStatements }: RehearsalRequest,
  findings: Findings,
  deps: Deps,
  call: Call,
): Promise<void> {
  const { signal } = call;
  const target = wanted ?? placeOf(plan);
  await using session = await deps.session({ target, intent: "read", signal });
  const names = plan.phases.flatMap(({ steps }) =>
    steps.flatMap(({ locks }) =>
      locks.map(({ relation }) => relation.replace(/^.*\./, "").replaceAll('"', "")),
    ),
  );
  const statements = [...plan.old_statements, ...((await topStatements?.(session)) ?? [])].filter(
    (statement) => names.some((name) => statement.includes(name)),
  );
  if (statements.length === 0) return;
  call.progress(0, `Planning ${statements.length} statements on the twin`);
  try {
    await using twin = await deps.twin({ target, signal });
    const { found, notes } = await planRegressions(plan, [...new Set(statements)], twin);
    findings.regressions = found;
    findings.notes.push(...notes);
  } catch (error) {
    if (!(error instanceof ToolError) || error.code === "CANCELLED") throw error;
    findings.notes.push(`Plans of statements were not compared: ${error.message}`);
  }
}

const noSteps = ({ plan_id: id, questions }: Plan): ToolError =>
  new ToolError(
    "INVALID_INPUT",
    questions.length > 0
      ? `Plan \`${identifier(id)}\` has ${questions.length} open questions and therefore no steps.`
      : `Plan \`${identifier(id)}\` has no steps.`,
    "Call plan_migration again, with the answers in `hints` where it asks.",
  );
