import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { PhaseName, Plan, Proof } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import { differences } from "../../postgres/catalog/differences.ts";
import { fingerprint } from "../../postgres/catalog/fingerprint.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { readTargetCatalog } from "../catalog.ts";
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
  const now = await readTargetCatalog(session);
  const expected = expectedOf(standing, comparable(session, standing.plan, proof, now));
  if (expected === undefined || fingerprint(now) === expected.fingerprint) return;
  const difference = await differenceFrom(session, standing.plan, now, expected.fingerprint);
  throw new ToolError(
    "DRIFT",
    `The schema of the target is not what ${SOURCES[expected.from]}; nothing was changed.`,
    expected.from === "plan"
      ? "Make the plan anew with plan_migration for the schema as it is, or take the other change back, then repeat the call."
      : "Take the other change back and repeat the call, or undo this plan's steps with rollback_migration and plan anew.",
    difference === undefined ? {} : { quoted: difference },
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
 * The rehearsal, where its fingerprints can be this target's: it began with the same schema, and what it made belongs to the database's
 * owner, as it does here.
 */
export function comparable(
  { target: { role } }: Session,
  plan: Plan,
  proof: Proof | undefined,
  { database }: Catalog,
): Proof | undefined {
  const same = proof?.passed === true && proof.fingerprint_before === plan.fingerprint;
  return same && database.owner === role ? proof : undefined;
}

/** The rehearsal's fingerprint after a step. */
export function rehearsed(plan: Plan, proof: Proof | undefined, step: string): string | undefined {
  const phase = plan.phases.find(({ steps }) => steps.at(-1)?.id === step)?.name;
  return (
    proof?.step_fingerprints?.find((each) => each.step === step)?.fingerprint ??
    proof?.fingerprints.find((each) => each.phase === phase)?.fingerprint
  );
}

/** Throws DRIFT where a phase has not made of the schema what it made of it in the rehearsal. */
export function checkRehearsed(
  session: Session,
  { plan }: Standing,
  proof: Proof | undefined,
  phase: PhaseName,
  catalog: Catalog,
): void {
  const found = comparable(session, plan, proof, catalog)?.fingerprints;
  const wanted = found?.find((each) => each.phase === phase)?.fingerprint;
  if (wanted === undefined || wanted === fingerprint(catalog)) return;
  const id = JSON.stringify(identifier(plan.plan_id));
  throw new ToolError(
    "DRIFT",
    `The steps of phase \`${phase}\` are done, and the schema is not what it was after them in the rehearsal: somebody else has changed it meanwhile.`,
    `Look with describe_database; go back with rollback_migration {"plan_id":${id}}, or repeat the call to go on all the same.`,
  );
}

const SOURCES: Record<Expected["from"], string> = {
  plan: "the plan was made for",
  ledger: "the last step has left",
  rehearsal: "the rehearsal found at this point",
};

/** What differs between the schema now and the one of this fingerprint; undefined where nobody has kept that one. */
export async function differenceFrom(
  session: Session,
  plan: Plan,
  now: Catalog,
  wanted: string,
): Promise<string | undefined> {
  const kept = [await keptCatalog(session, plan.plan_id), plan.catalog as Catalog | undefined];
  for (const catalog of kept) {
    try {
      if (catalog !== undefined && fingerprint(catalog) === wanted) return describe(catalog, now);
    } catch {
      // an older version of this server kept it in another form
    }
  }
  return undefined;
}

async function keptCatalog(session: Session, planId: string): Promise<Catalog | undefined> {
  const [row] = await session
    .query("select catalog from neon_dba.migration where plan_id = $1", [planId])
    .catch(() => []);
  const text = row?.["catalog"];
  return typeof text === "string" ? (JSON.parse(text) as Catalog) : undefined;
}

const LINES = 12;
const LENGTH = 160;

function describe(wanted: Catalog, now: Catalog): string {
  const found = differences(wanted, now);
  const lines = found.slice(0, LINES).map(({ object, path, a, b }) => {
    const where = path === "" ? object : `${object} ${path}`;
    if (a === null) return `${where}: there now`;
    if (b === null) return `${where}: not there now`;
    return `${where}: was ${short(a)}, is ${short(b)}`;
  });
  const rest = found.length > LINES ? [`and ${found.length - LINES} more differences`] : [];
  return [...lines, ...rest].join("\n");
}

function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text;
}
