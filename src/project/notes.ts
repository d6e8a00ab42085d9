import { identifier } from "../core/identifier.ts";
import { PLANS, PRICES_AS_OF } from "../core/neon-facts.ts";
import { planOf } from "../core/plan.ts";
import { historyText } from "./history.ts";
import type { Updated } from "./update.ts";

/** What an update means, a sentence for each change. */
export function notesOn(updated: Updated): string[] {
  const { before, project, ips } = updated;
  const { historySeconds: history, ipAllow, computeSize: size } = project;
  const isClosed = ipAllow.ips.length > 0;
  const notes = [
    ...(history > before.historySeconds ? [longer(updated)] : []),
    ...(history < before.historySeconds
      ? [`Branches can be restored to moments of the last ${historyText(history)}.`]
      : []),
    ...(JSON.stringify(size) === JSON.stringify(before.computeSize)
      ? []
      : ["The compute size is that of new computes; configure_compute changes one that is there."]),
    ...protection(updated),
    ...(ips === undefined ? [] : [closed(updated, isClosed)]),
    ...(project.logicalReplication && !before.logicalReplication
      ? [
          "wal_level is logical with the next start of each compute: manage_replication makes publications and slots, over direct connections.",
        ]
      : []),
  ];
  return notes.length === 0 && project.name === before.name ? ["It was so already."] : notes;
}

function longer({ project, before }: Updated): string {
  const plan = planOf(project.subscription);
  const price =
    plan === undefined || PLANS[plan].perHistoryGbMonth === 0
      ? "Neon bills history by GB-month"
      : `each GB-month of changes costs $${PLANS[plan].perHistoryGbMonth} (${plan} plan, prices of ${PRICES_AS_OF})`;
  return `The history grows from ${historyText(before.historySeconds)} to ${historyText(project.historySeconds)} from now on, not backwards; ${price}.`;
}

function protection({ protected: guarded, unprotected }: Updated): string[] {
  const named = (branches: Updated["protected"]): string =>
    branches.map(({ name }) => identifier(name)).join(", ");
  return [
    ...(guarded.length === 0
      ? []
      : [
          `Protected: ${named(guarded)}. Neon refuses to delete or reset ${guarded.length === 1 ? "it" : "them"}, and roles get new passwords on branches made of ${guarded.length === 1 ? "it" : "them"}.`,
        ]),
    ...(unprotected.length === 0 ? [] : [`Not protected any more: ${named(unprotected)}.`]),
  ];
}

function closed({ ips, project }: Updated, isClosed: boolean): string {
  if (!isClosed) return "Connections are taken from every address.";
  const only = project.ipAllow.protectedBranchesOnly ? " to protected branches" : "";
  if (ips?.closesNone === true && project.ipAllow.protectedBranchesOnly)
    return "No branch is protected, so the list closes none yet: `protect` names those that it is for.";
  const kept = `New connections${only} are taken from these addresses alone; open ones go on.`;
  return ips?.checkedOn === undefined
    ? `${kept} Whether this server is still let in was not measured: it could not connect before either.`
    : `${kept} Measured: this server still connects to ${identifier(ips.checkedOn.name)}.`;
}
