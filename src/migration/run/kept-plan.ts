import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import { Plan, Proof } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import type { TargetInput } from "../../core/target.ts";
import { planId } from "../plan/plan-id.ts";
import { hasLedger } from "./ledger.ts";

/** A plan and its last rehearsal. */
export interface KeptPlan {
  readonly plan: Plan;
  readonly proof: Proof | undefined;
}

/**
 * A plan by its id: this server's own, or the one that the ledger of the target has kept, where another server has made it or this one's
 * state is lost. It is saved here then. Throws NOT_FOUND.
 */
export async function findPlan(
  id: string,
  target: TargetInput | undefined,
  { plans, session: open }: Pick<Deps, "plans" | "session">,
  signal: AbortSignal,
): Promise<KeptPlan> {
  try {
    return { plan: await plans.load(id), proof: await plans.proof(id) };
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "NOT_FOUND") throw error;
    await using session = await open({ target, intent: "read", connection: "direct", signal });
    const kept = await keptPlan(session, id);
    if (kept === undefined) throw error;
    await plans.save(kept.plan);
    if (kept.proof !== undefined) await plans.saveProof(kept.proof);
    return kept;
  }
}

/** As the ledger has it; undefined where that is not the plan of this id, whose statements its hash is of. */
export async function keptPlan(session: Session, id: string): Promise<KeptPlan | undefined> {
  if (!(await hasLedger(session))) return undefined;
  // a ledger of an earlier version has no such columns
  const [row] = await session.query<{ plan: string | null; proof: string | null }>(
    `select kept operator(pg_catalog.->>) 'plan' as plan, kept operator(pg_catalog.->>) 'proof' as proof
     from neon_dba.migration m cross join lateral pg_catalog.to_jsonb(m) as kept
     where m.plan_id = $1`,
    [id],
  );
  const plan = Plan.safeParse(parsed(row?.plan)).data;
  if (plan === undefined || idOf(plan) !== id) return undefined;
  const proof = Proof.safeParse(parsed(row?.proof)).data;
  return { plan: { ...plan, plan_id: id }, proof: proof?.plan_id === id ? proof : undefined };
}

const idOf = ({ plan_id: _id, ...content }: Plan): string => planId(content);

function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return undefined;
  }
}
