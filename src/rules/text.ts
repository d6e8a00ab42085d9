import type { Finding } from "../core/finding.ts";
import type { Rendered } from "../core/tool.ts";
import { rank, type Group } from "./engine/report.ts";
import type { Skipped } from "./facts/read-facts.ts";

interface Shown {
  readonly findings: readonly (Finding & { readonly rollback?: string | undefined })[];
  readonly groups: readonly Group[];
  readonly roles: readonly { readonly name: string }[];
  readonly skipped: readonly Skipped[];
  readonly next_cursor?: string | undefined;
}

/** The first page shows its worst findings in full. */
const WORST = 5;
const SKIPPED = 6;

/** The verdict first, then the groups, the worst findings and the next step; further pages are findings alone. */
export function auditText({
  findings,
  groups,
  roles,
  skipped,
  next_cursor: cursor,
}: Shown): Rendered {
  const isFirst = groups.length > 0 || cursor === undefined;
  const shown = groups.length > 0 ? worst(findings) : findings;
  const blocks = [
    groups.map(({ rule, level, count }) => `${level} ${rule} x ${count}`).join("\n"),
    shown.map(findingText).join("\n"),
    isFirst ? skippedText(skipped) : "",
  ];
  return {
    head: verdict(findings, groups, roles.length),
    data: blocks.filter(Boolean).join("\n\n"),
    next: next(findings, shown.length, cursor),
  };
}

/** One of each rule before a second one of any. */
function worst(findings: Shown["findings"]): Shown["findings"] {
  const seen = new Map<string, number>();
  const rounds = findings.map((finding) => {
    const round = seen.get(finding.rule) ?? 0;
    seen.set(finding.rule, round + 1);
    return { finding, round };
  });
  return rounds
    .toSorted((a, b) => rank(a.finding.level) - rank(b.finding.level) || a.round - b.round)
    .slice(0, WORST)
    .map(({ finding }) => finding);
}

function verdict(findings: Shown["findings"], groups: readonly Group[], roles: number): string {
  if (groups.length === 0)
    return findings.length === 0 ? "Nothing found." : `${findings.length} more findings.`;
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const worst = groups[0]?.level ?? "info";
  const said = {
    error: "Not safe",
    warning: "No open door, but more rights than needed",
    info: "Nothing but remarks",
  }[worst];
  const errors = groups.filter(({ level }) => level === "error").length;
  return `${said}: ${count} finding${count === 1 ? "" : "s"} of ${groups.length} rule${groups.length === 1 ? "" : "s"}, ${errors} of them with errors; ${roles} roles.`;
}

function findingText({
  level,
  rule,
  object,
  message,
  evidence,
  fix,
}: Shown["findings"][number]): string {
  const text = `${level} ${rule} (${evidence}) ${object}: ${message}`;
  return fix === undefined ? text : `${text}\n    ${fix.replaceAll("\n", "\n    ")}`;
}

function skippedText(skipped: readonly Skipped[]): string {
  if (skipped.length === 0) return "";
  const lines = skipped
    .slice(0, SKIPPED)
    .map(({ what, reason }) => `not looked at: ${what}. ${reason}`);
  const more = skipped.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join("\n");
}

function next(findings: Shown["findings"], shown: number, cursor: string | undefined): string {
  const steps = [
    findings.some(({ fix }) => fix !== undefined)
      ? "Try each fix on a branch with run_sql; its rollback is beside it."
      : "",
    findings.length > shown
      ? "The other findings of this page are in structuredContent; rules: [...] shows some alone."
      : "",
    cursor === undefined
      ? ""
      : `There is more: repeat the call with cursor ${JSON.stringify(cursor)}.`,
    findings.length === 0
      ? "Call prove_rls to try the policies."
      : "What is known and accepted: write the keys as a JSON array to a file, and pass it as baseline.",
  ];
  return steps.filter(Boolean).join(" ");
}
