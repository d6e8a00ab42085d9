import type { Plan } from "../../../../src/core/migration.ts";
import { applyMigration } from "../../../../src/migration/run/apply.ts";
import { rollbackMigration } from "../../../../src/migration/run/rollback.ts";
import { memoryPlans, noNeon } from "../../../helpers/deps.ts";
import { poolOn } from "../../postgres/catalog/session.ts";
import type { Task } from "./kill.ts";

/** A process that applies a plan, or rolls it back, to be killed while it does. It says when it begins, and when it has ended. */
const { url, plan, action } = JSON.parse(process.argv[2] ?? "") as Task & { readonly plan: Plan };
const pool = poolOn(url);
const plans = memoryPlans();
await plans.save(plan);
const deps = {
  ...noNeon,
  plans,
  session: ({ signal }: { readonly signal: AbortSignal }) => pool.open({ signal }),
};
const call = {
  signal: new AbortController().signal,
  progress: () => {},
  confirm: async () => {},
};
process.stdout.write("begins\n");
if (action === "apply")
  await applyMigration({ plan_id: plan.plan_id, through: "contract", backup: "none" }, deps, call);
else await rollbackMigration({ plan_id: plan.plan_id }, deps, call);
process.stdout.write("ended\n");
await pool.close();
