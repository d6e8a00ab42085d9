import { createHash } from "node:crypto";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import { Plan, Proof, type Plans } from "../core/migration.ts";
import type { State } from "./state.ts";

/**
 * Plans and proofs as documents; what an older version wrote in another form counts as not there. Those of an `owner` are his: to others
 * they are not there, whatever id they name. Without one they are the operator's, whichever of his ways in they came by.
 */
export function statePlans(state: Pick<State, "write" | "read" | "list">, owner?: string): Plans {
  const [plans, proofs] = owner === undefined ? ["plan", "proof"] : kindsOf(owner);
  return {
    save: (plan) => state.write(plans, plan.plan_id, plan),
    async load(id) {
      const found = /^[\w-]{1,100}$/.test(id)
        ? Plan.safeParse(await state.read(plans, id)).data
        : undefined;
      if (found !== undefined) return found;
      throw new ToolError(
        "NOT_FOUND",
        `There is no plan \`${identifier(id)}\`.`,
        "Call migration_status for the plans there are, or plan_migration for a new one.",
      );
    },
    list: async () =>
      (await state.list(plans)).flatMap((value) => Plan.safeParse(value).data ?? []),
    saveProof: (proof) => state.write(proofs, proof.plan_id, proof),
    proof: async (id) => Proof.safeParse(await state.read(proofs, id)).data,
  };
}

/** Principals are of any length and script; kinds are file names. */
function kindsOf(owner: string): [string, string] {
  const digest = createHash("sha256").update(owner).digest("hex").slice(0, 32);
  return [`plan-${digest}`, `proof-${digest}`];
}
