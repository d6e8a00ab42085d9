import { ToolError } from "../../../../src/core/errors.ts";
import type { Phase, Plan, Step } from "../../../../src/core/migration.ts";
import type { Call } from "../../../../src/core/tool.ts";
import { readTargetCatalog } from "../../../../src/migration/catalog.ts";
import {
  type Rehearsal,
  type RehearsalRequest,
  rehearseMigration,
} from "../../../../src/migration/rehearse/rehearse.ts";
import { runStep } from "../../../../src/migration/run/run-step.ts";
import { fingerprint } from "../../../../src/postgres/catalog/fingerprint.ts";
import { call, harness as planning, type Harness as Planning } from "../plan/harness.ts";
import { planOf, step } from "../run/plans.ts";

/** A target, and rehearsals of plans for it. */
export interface Harness extends Planning {
  /** Saves a plan by hand, which promises what its steps come to. */
  write(phases: readonly Phase[], more?: Partial<Plan>): Promise<Plan>;
  rehearse(plan: Plan, request?: Partial<RehearsalRequest>, by?: Partial<Call>): Promise<Rehearsal>;
}

export async function harness(setup: string): Promise<Harness> {
  const made = await planning(setup);
  const noTwin = new ToolError("UNSUPPORTED", "There is no twin here.", "Do without.");
  const on = { ...made, deps: { ...made.deps, twin: () => Promise.reject(noTwin) } };
  return {
    ...on,
    async write(phases, more = {}) {
      await using session = await on.deps.session({ intent: "read", signal: call.signal });
      const before = await readTargetCatalog(session);
      const plan = planOf(phases, {
        target: session.target,
        fingerprint: fingerprint(before),
        fingerprint_after: await after(setup, phases, on),
        catalog: before,
        ...more,
      });
      await on.deps.plans.save(plan);
      return plan;
    },
    rehearse: ({ plan_id }, request = {}, by = {}) =>
      rehearseMigration(
        { plan_id, on: "shadow", rowsPerTable: 100, traffic: false, ...request },
        on.deps,
        { ...call, ...by },
      ),
  };
}

/** The schema that the steps lead to; empty where one fails. */
async function after(setup: string, phases: readonly Phase[], { deps }: Planning): Promise<string> {
  await using shadow = await deps.shadow(call.signal);
  const options = { ...call, lockTimeoutMs: 2_000, attempts: 1 };
  try {
    for (const sql of setup.split(/;\n/)) if (sql.trim() !== "") await shadow.session.query(sql);
    for (const each of phases.flatMap(({ steps }) => steps))
      await runStep(shadow.session, each, "forward", options);
    return fingerprint(await readTargetCatalog(shadow.session));
  } catch {
    return "";
  }
}

export const phase = (
  name: Phase["name"],
  steps: readonly Step[],
  more: Partial<Phase> = {},
): Phase => ({
  name,
  purpose: name,
  steps: [...steps],
  verification: [],
  old_application: "works",
  notes: [],
  ...more,
});

export { step };
