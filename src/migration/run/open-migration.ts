import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { Plan, Proof } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import type { TargetInput } from "../../core/target.ts";
import { findPlan } from "./kept-plan.ts";

export interface MigrationRequest {
  readonly plan_id: string;
  /** Default: the plan's own. */
  readonly target?: TargetInput | undefined;
}

/** A plan, its rehearsal, and sessions on where it is to be carried out. */
export interface OpenMigration {
  readonly plan: Plan;
  readonly proof: Proof | undefined;
  readonly target: TargetInput;
  readonly open: () => Promise<Session>;
}

/**
 * Throws NOT_REHEARSED where the target is guarded and the plan did not pass a rehearsal, NOT_FOUND without such a plan, INVALID_INPUT
 * for one that has questions.
 */
export async function openMigration(
  { plan_id: id, target: wanted }: MigrationRequest,
  { plans, session }: Pick<Deps, "plans" | "session">,
  signal: AbortSignal,
): Promise<OpenMigration> {
  const { plan, proof } = await findPlan(id, wanted, { plans, session }, signal);
  if (plan.questions.length > 0) throw unanswered(plan);
  const target = wanted ?? placeOf(plan);
  const intent = proof?.passed === true ? "apply" : "write";
  return {
    plan,
    proof,
    target,
    open: () =>
      session({ target, intent, connection: "direct", signal }).catch((error: unknown) => {
        const guarded = error instanceof ToolError && error.code === "GUARDED_BRANCH";
        throw guarded ? notRehearsed(plan, proof) : error;
      }),
  };
}

function placeOf({ target: { project, branch, database, role } }: Plan): TargetInput {
  return {
    database,
    role,
    ...(project === undefined ? {} : { project }),
    ...(branch === undefined ? {} : { branch }),
  };
}

function unanswered({ plan_id: id, questions }: Plan): ToolError {
  return new ToolError(
    "INVALID_INPUT",
    `Plan \`${identifier(id)}\` has ${questions.length} open questions and therefore no steps.`,
    "Call plan_migration again with the answers in `hints`.",
  );
}

function notRehearsed({ plan_id: id }: Plan, proof: Proof | undefined): ToolError {
  return new ToolError(
    "NOT_REHEARSED",
    proof === undefined
      ? "The target is guarded, and nobody has rehearsed this plan."
      : "The target is guarded, and the last rehearsal of this plan failed.",
    `Call rehearse_migration with {"plan_id":${JSON.stringify(identifier(id))},"on":"branch"}, or with "shadow" where there are no branches; a branch of your own needs no rehearsal: name it in \`target\`.`,
  );
}
