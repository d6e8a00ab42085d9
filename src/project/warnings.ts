import { identifier } from "../core/identifier.ts";
import type { ProjectDetails } from "../core/manage/projects.ts";
import type { Neon } from "../core/neon.ts";
import { historyText } from "./history.ts";
import type { Plan } from "./update.ts";

/** What a person has to know before it is done, a sentence for each; empty where nothing needs an agreement. */
export async function warnings(neon: Neon, plan: Plan, signal: AbortSignal): Promise<string[]> {
  const { before, change, protect, unprotect, ipAllow } = plan;
  const { historySeconds: history, logicalReplication } = change;
  const sentences = [
    ...(history !== undefined && history < before.historySeconds
      ? [
          `Shorten the history from ${historyText(before.historySeconds)} to ${historyText(history)}: no branch can be restored to an earlier moment any more, also not after lengthening it again.`,
        ]
      : []),
    ...(unprotect.length === 0
      ? []
      : [
          `Lift the protection of ${names(unprotect)}: agents may write there, reset and delete ${unprotect.length === 1 ? "it" : "them"}.`,
        ]),
    ...(ipAllow === undefined ? [] : [ips(before, plan)]),
    ...(logicalReplication === true
      ? [
          `Enable logical replication, which cannot be undone: ${await running(neon, before, signal)}, and more WAL is written from then on.`,
        ]
      : []),
  ];
  if (sentences.length === 0) return [];
  const guard = protect.length === 0 ? [] : [`Protect ${names(protect)}.`];
  return [`Project \`${identifier(before.name)}\`:`, ...sentences, ...guard];
}

function ips({ ipAllow: before }: ProjectDetails, { ipAllow }: Plan): string {
  const { ips: wanted = [], protectedBranchesOnly = false } = ipAllow ?? {};
  const branches = protectedBranchesOnly ? "protected branches" : "all branches";
  const now =
    before.ips.length === 0
      ? "now from everywhere"
      : `now ${before.protectedBranchesOnly ? "protected branches " : ""}from ${listed(before.ips)}`;
  if (wanted.length === 0) return `Take connections to all branches from every address (${now}).`;
  return `Take new connections to ${branches} from ${listed(wanted)} alone (${now}): applications elsewhere are refused when they connect next. This server tries at once, and takes it back when it is locked out itself.`;
}

async function running(neon: Neon, { id }: ProjectDetails, signal: AbortSignal): Promise<string> {
  const branches = await neon.branches(id, signal);
  const endpoints = await Promise.all(branches.map((branch) => neon.endpoint(branch, signal)));
  const active = endpoints.filter((endpoint) => endpoint?.state === "active").length;
  if (active === 0) return "no compute runs now";
  return `${active} running ${active === 1 ? "compute is" : "computes are"} suspended and ${active === 1 ? "its" : "their"} connections are cut`;
}

const listed = (values: readonly string[]): string =>
  values.map((value) => `\`${identifier(value)}\``).join(", ");
const names = (branches: readonly { readonly name: string }[]): string =>
  listed(branches.map(({ name }) => name));
