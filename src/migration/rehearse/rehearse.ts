import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { Plan, Proof } from "../../core/migration.ts";
import type { Target, TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { fillTables } from "../../schema/rows/fill.ts";
import { readTargetCatalog } from "../catalog.ts";
import { readLaterSchema } from "./later-schema.ts";
import { readOldApplication } from "./old-application.ts";
import { openPlaces, type Place, type Places } from "./place.ts";
import { emptyFindings, type Failure, type Findings } from "./report.ts";
import { Stopped } from "./run-steps.ts";
import type { State } from "./state.ts";
import { walkThrough } from "./walk.ts";

export interface RehearsalRequest {
  readonly plan_id: string;
  readonly target?: TargetInput | undefined;
  readonly on: "shadow" | "branch";
  /** In each table of a shadow. */
  readonly rowsPerTable: number;
  readonly traffic: boolean;
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
  const started = performance.now();
  const plan = await deps.plans.load(request.plan_id);
  if (plan.phases.length === 0) throw noSteps(plan);
  const places = await openPlaces(plan, request.target, deps, call);
  const tried = await rehearse(request, plan, places, call);
  const { findings } = tried;
  const passed = findings.failures.length === 0;
  const proof: Proof = {
    plan_id: plan.plan_id,
    passed,
    on: request.on,
    at: new Date().toISOString(),
    fingerprint_before: plan.fingerprint,
    fingerprints: findings.fingerprints,
    step_fingerprints: findings.stepFingerprints,
    fingerprint_after: tried.end?.fingerprint ?? plan.fingerprint,
  };
  await deps.plans.saveProof(proof);
  return {
    ...findings,
    plan_id: plan.plan_id,
    target: places.target,
    passed,
    fingerprint_before: proof.fingerprint_before,
    fingerprint_after: proof.fingerprint_after,
    branch: tried.branch,
    duration_ms: Math.round(performance.now() - started),
  };
}

interface Tried {
  readonly findings: Findings;
  readonly end: State | undefined;
  readonly branch: string | undefined;
}

/** A shadow's rows fit what the plan adds, and have no NULLs where there will be none if the plan needs that. */
async function rehearse(
  request: RehearsalRequest,
  plan: Plan,
  places: Places,
  call: Call,
): Promise<Tried> {
  if (request.on === "branch") return attempt(request, plan, places, call, {});
  const adds = plan.phases.some(({ steps }) => steps.some(({ sql }) => CONSTRAINS.test(sql)));
  const later = adds ? await readLaterSchema(plan, places, call) : undefined;
  const loose = await attempt(request, plan, places, call, { later });
  const [first] = loose.findings.failures.filter(hangsOnRows);
  if (later === undefined || first === undefined) return loose;
  const strict = await attempt(request, plan, places, call, { later, strict: true });
  if (strict.findings.failures.length === 0)
    strict.findings.notes.push(
      `With NULLs in columns that become NOT NULL it fails at ${first.step ?? first.phase ?? "a step"}, so the synthetic rows have none there. Rehearse on a branch for the real rows.`,
    );
  return strict;
}

/** Words of statements that may refuse rows. */
const CONSTRAINS =
  /\b(?:unique|check|references|foreign|primary|exclude|type|not\s+null|domain)\b/i;

const hangsOnRows = (failure: Failure): boolean => failure.hangsOnRows === true;

interface Filling {
  readonly later?: Catalog | undefined;
  readonly strict?: boolean;
}

async function attempt(
  { on, rowsPerTable: rows }: RehearsalRequest,
  plan: Plan,
  places: Places,
  call: Call,
  { later, strict = false }: Filling,
): Promise<Tried> {
  const { signal } = call;
  const findings = emptyFindings();
  await using place = await places.open(on);
  const before = await readTargetCatalog(place.session);
  if (place.missing.length > 0)
    findings.notes.push(
      `The shadow lacks ${place.missing.slice(0, 5).join(", ")}: rehearse on a branch as well.`,
    );
  if (on === "shadow") {
    call.progress(0, `Filling ${before.tables.length} tables`);
    const options = { rows, strict, signal, ...(later === undefined ? {} : { later }) };
    for (const { table, reason } of await fillTables(place.session, before, options))
      if (reason !== undefined)
        findings.notes.push(`${table} has no rows in this rehearsal: ${reason}`);
  }
  const old = await readOldApplication(place.session, before, plan.old_statements);
  const end = await walkThrough({ plan, place, old, call, findings }).catch((error: unknown) => {
    if (error instanceof Stopped) return undefined;
    throw error;
  });
  if (end !== undefined) checkEnd(plan, place, end, findings);
  return { findings, end, branch: place.branch };
}

/** The plan says how the schema will be. A shadow that lacks something cannot be equal. */
function checkEnd(plan: Plan, { missing }: Place, end: State, { failures }: Findings): void {
  if (end.fingerprint === plan.fingerprint_after || missing.length > 0) return;
  failures.push({
    what: "the schema at the end is not the one that the plan promises",
    change:
      "Call plan_migration again: the plan was made by another version, or its steps were changed.",
  });
}

const noSteps = ({ plan_id: id, questions }: Plan): ToolError =>
  new ToolError(
    "INVALID_INPUT",
    questions.length > 0
      ? `Plan \`${identifier(id)}\` has ${questions.length} open questions and therefore no steps.`
      : `Plan \`${identifier(id)}\` has no steps.`,
    "Call plan_migration again, with the answers in `hints` where it asks.",
  );
