import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { PhaseName, Plan, Proof } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import type { Difference } from "../../postgres/catalog/differences.ts";
import { fingerprint } from "../../postgres/catalog/fingerprint.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { readTargetCatalog } from "../catalog.ts";
import { compare } from "../plan/trial.ts";
import { isTouched, type Standing } from "./standing.ts";

/** What the target's schema should be, and where that is known from. */
interface Expected {
  readonly fingerprint: string;
  readonly from: "plan" | "ledger" | "rehearsal";
}

/** Reads the target's schema. Throws DRIFT with what differs where it is not what it should be. */
export async function checkDrift(
  session: Session,
  standing: Standing,
  proof: Proof | undefined,
): Promise<void> {
  const { plan } = standing;
  if (majorOf(session.version) !== majorOf(plan.version)) throw otherVersion(session, plan);
  const now = await readTargetCatalog(session);
  const expected = expectedOf(standing, comparable(session, standing, proof, now));
  if (expected === undefined || fingerprint(now) === expected.fingerprint) return;
  const difference =
    expected.from === "plan"
      ? differenceFromPlan(plan, now)
      : describeFrom(await keptCatalog(session, plan.plan_id, expected.fingerprint), now);
  if (difference === undefined) return;
  const phase = expected.from === "plan" ? phaseOf(now, proof) : undefined;
  if (phase !== undefined) throw withoutItsLedger(plan, phase);
  throw new ToolError(
    "DRIFT",
    `The schema of the target is not what ${SOURCES[expected.from]}; nothing was changed.`,
    expected.from === "plan"
      ? "Make the plan anew with plan_migration for the schema as it is, or take the other change back, then repeat the call."
      : "Take the other change back and repeat the call, or undo this plan's steps with rollback_migration and plan anew.",
    difference === "" ? {} : { quoted: difference },
  );
}

/**
 * Before the first step the plan's; then what the last call has left, or what the rehearsal found after the same step. Undefined where a
 * call was killed at a moment that neither knows.
 */
function expectedOf(standing: Standing, proof: Proof | undefined): Expected | undefined {
  const { plan, row, steps } = standing;
  const touched = steps.filter(isTouched);
  if (touched.length === 0) return { fingerprint: plan.fingerprint, from: "plan" };
  const left = row?.fingerprint ?? undefined;
  if (left !== undefined) return { fingerprint: left, from: "ledger" };
  const half = touched.find(({ row: of }) => of?.state !== "done");
  // what runs alone may have left anything; batches change no schema
  if (half !== undefined && half.step.batch === undefined) return undefined;
  const last = touched.findLast(({ row: of }) => of?.state === "done");
  if (last === undefined) return { fingerprint: plan.fingerprint, from: "plan" };
  const found = rehearsed(plan, proof, last.step.id);
  return found === undefined ? undefined : { fingerprint: found, from: "rehearsal" };
}

/**
 * The rehearsal, where its fingerprints have to be this target's: it began with the same schema, on the same major version of Postgres,
 * and what it made belongs to the database's owner, as it does here, in the same order.
 */
function comparable(
  { target: { role }, version }: Session,
  { plan, row }: Standing,
  proof: Proof | undefined,
  { database }: Catalog,
): Proof | undefined {
  const same = proof?.passed === true && proof.fingerprint_before === plan.fingerprint;
  // a branch has the target's version
  const there = proof?.on === "branch" || majorOf(proof?.version ?? 0) === majorOf(version);
  return same && there && database.owner === role && row?.wentBack !== true ? proof : undefined;
}

/** The rehearsal's fingerprint after a step. */
function rehearsed(plan: Plan, proof: Proof | undefined, step: string): string | undefined {
  const phase = plan.phases.find(({ steps }) => steps.at(-1)?.id === step)?.name;
  return (
    proof?.step_fingerprints?.find((each) => each.step === step)?.fingerprint ??
    proof?.fingerprints.find((each) => each.phase === phase)?.fingerprint
  );
}

/** Throws DRIFT where a phase has not made of the schema what it made of it in the rehearsal. */
export function checkRehearsed(
  session: Session,
  standing: Standing,
  proof: Proof | undefined,
  phase: PhaseName,
  catalog: Catalog,
): void {
  const found = comparable(session, standing, proof, catalog)?.fingerprints;
  const wanted = found?.find((each) => each.phase === phase)?.fingerprint;
  if (wanted === undefined || wanted === fingerprint(catalog)) return;
  const id = JSON.stringify(identifier(standing.plan.plan_id));
  throw new ToolError(
    "DRIFT",
    `The steps of phase \`${phase}\` are done, and the schema is not what it was after them in the rehearsal: somebody else has changed it meanwhile.`,
    `Look with describe_database; go back with rollback_migration {"plan_id":${id}}, or repeat the call to go on all the same.`,
  );
}

const majorOf = (version: number): number => Math.floor(version / 10_000);

const otherVersion = ({ version }: Session, plan: Plan): ToolError =>
  new ToolError(
    "DRIFT",
    `The plan was made for Postgres ${majorOf(plan.version)}, and the target is Postgres ${majorOf(version)}; nothing was changed.`,
    "Make a plan for this target with plan_migration.",
  );

/** The phase at whose end the rehearsal had this schema. */
const phaseOf = (now: Catalog, proof: Proof | undefined): PhaseName | undefined =>
  proof?.fingerprints.findLast((each) => each.fingerprint === fingerprint(now))?.phase;

function withoutItsLedger({ plan_id: id }: Plan, phase: PhaseName): ToolError {
  const input = JSON.stringify({ plan_id: identifier(id), format: "sql" });
  return new ToolError(
    "DRIFT",
    `The schema of the target is what this plan makes of it by phase \`${phase}\`, and the ledger (schema \`neon_dba\` there) knows nothing of it: it was removed. Nothing was changed.`,
    `Have a person restore schema \`neon_dba\` from a backup; or undo the steps by the rollback files of export_migration ${input}, the last one first. Then repeat the call.`,
  );
}

const SOURCES: Record<Expected["from"], string> = {
  plan: "the plan was made for",
  ledger: "the last step has left",
  rehearsal: "the rehearsal found at this point",
};

/** What differs from the schema that the plan was made for; undefined is nothing, empty is not known. */
export function differenceFromPlan(plan: Plan, now: Catalog): string | undefined {
  if (fingerprint(now) === plan.fingerprint) return undefined;
  return describeFrom(plan.catalog as Catalog | undefined, now);
}

/** The catalogue that the last call has written down, where it is the one of this fingerprint. */
export async function keptCatalog(
  session: Session,
  planId: string,
  wanted: string,
): Promise<Catalog | undefined> {
  const [row] = await session.query(
    "select catalog from neon_dba.migration where plan_id = $1 and fingerprint = $2",
    [planId, wanted],
  );
  const text = row?.["catalog"];
  return typeof text === "string" ? (JSON.parse(text) as Catalog) : undefined;
}

const LINES = 12;
const LENGTH = 160;

/** Undefined where nothing differs but the order of columns; empty where nobody has kept the other one. */
export function describeFrom(wanted: Catalog | undefined, now: Catalog): string | undefined {
  if (wanted === undefined) return "";
  const found = differencesOf(wanted, now);
  if (found?.length === 0) return undefined;
  const lines = (found ?? []).slice(0, LINES).map(({ object, path, a, b }) => {
    const where = path === "" ? object : `${object} ${path}`;
    if (a === null) return `${where}: there now`;
    if (b === null) return `${where}: not there now`;
    return `${where}: was ${short(a)}, is ${short(b)}`;
  });
  const more = (found?.length ?? 0) - LINES;
  return [...lines, ...(more > 0 ? [`and ${more} more differences`] : [])].join("\n");
}

/** Undefined where an older version of this server kept the catalogue in another form. */
function differencesOf(wanted: Catalog, now: Catalog): readonly Difference[] | undefined {
  try {
    return compare(wanted, now).differences;
  } catch {
    return undefined;
  }
}

function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text;
}
