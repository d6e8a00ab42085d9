import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import { Plan, Proof, type Plans } from "../core/migration.ts";
import type { State } from "./state.ts";

/** Plans and proofs as documents; what an older version wrote in another form counts as not there. */
export function statePlans(state: Pick<State, "write" | "read" | "list">): Plans {
  return {
    save: (plan) => state.write("plan", plan.plan_id, plan),
    async load(id) {
      const found = /^[\w-]{1,100}$/.test(id)
        ? Plan.safeParse(await state.read("plan", id)).data
        : undefined;
      if (found !== undefined) return found;
      throw new ToolError(
        "NOT_FOUND",
        `There is no plan \`${identifier(id)}\`.`,
        "Call migration_status for the plans there are, or plan_migration for a new one.",
      );
    },
    list: async () =>
      (await state.list("plan")).flatMap((value) => Plan.safeParse(value).data ?? []),
    saveProof: (proof) => state.write("proof", proof.plan_id, proof),
    proof: async (id) => Proof.safeParse(await state.read("proof", id)).data,
  };
}
