import type { Finding } from "../core/finding.ts";
import type { Rendered } from "../core/tool.ts";
import { rank, type Group } from "./engine/report.ts";
import type { Skipped } from "./facts/read-facts.ts";

interface Shown {
  readonly findings: readonly (Finding & { readonly rollback?: string | undefined })[];
  readonly groups: readonly Group[];
  readonly skipped: readonly Skipped[];
  readonly next_cursor?: string | undefined;
}

/** The first page shows its worst findings in full. */
const WORST = 5;
const SKIPPED = 6;

/** What a tool says of its findings as a whole: by the worst of them, after their number, and where there are none. */
interface Words {
  readonly worst: Readonly<Record<Finding["level"], string>>;
  readonly after: string;
  readonly none: string;
  /** Where a file of known keys is named. */
  readonly baseline: string;
}

export const auditText = (shown: Shown & { readonly roles: readonly unknown[] }): Rendered =>
  report(shown, {
    worst: {
      error: "Not safe",
      warning: "No open door, but more rights than needed",
      info: "Nothing but remarks",
    },
    after: `; ${shown.roles.length} roles`,
    none: "Call prove_rls to try the policies.",
    baseline: "as baseline",
  });

export const reviewText = (shown: Shown): Rendered =>
  report(shown, {
    worst: {
      error: "Something is broken",
      warning: "Something will hurt",
      info: "Nothing but remarks",
    },
    after: "",
    none: "Call check_integrity to look at the rows.",
    baseline: "in ignore",
  });

/** The verdict first, then the groups, the worst findings and the next step; further pages are findings alone. */
function report({ findings, groups, skipped, next_cursor: cursor }: Shown, words: Words): Rendered {
  const isFirst = groups.length > 0 || cursor === undefined;
  const shown = groups.length > 0 ? worst(findings) : findings;
  const blocks = [
    groups.map(({ rule, level, count }) => `${level} ${rule} x ${count}`).join("\n"),
    shown.map(findingText).join("\n"),
    isFirst ? skippedText(skipped) : "",
  ];
  return {
    head: verdict(findings, groups, words),
    data: blocks.filter(Boolean).join("\n\n"),
    next: next(findings, shown.length, cursor, words),
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

function verdict(findings: Shown["findings"], groups: readonly Group[], words: Words): string {
  if (groups.length === 0)
    return findings.length === 0 ? "Nothing found." : `${findings.length} more findings.`;
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const worst = groups[0]?.level ?? "info";
  const errors = groups.filter(({ level }) => level === "error").length;
  return `${words.worst[worst]}: ${count} finding${count === 1 ? "" : "s"} of ${groups.length} rule${groups.length === 1 ? "" : "s"}, ${errors} of them with errors${words.after}.`;
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

function next(
  findings: Shown["findings"],
  shown: number,
  cursor: string | undefined,
  words: Words,
): string {
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
      ? words.none
      : `What is known and accepted: write the keys as a JSON array to a .json file, and pass it ${words.baseline}.`,
  ];
  return steps.filter(Boolean).join(" ");
}
