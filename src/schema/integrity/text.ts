import type { Finding } from "../../core/finding.ts";
import type { Rendered } from "../../core/tool.ts";

interface Shown {
  readonly findings: readonly (Finding & {
    readonly samples?: readonly string[] | undefined;
  })[];
  readonly checked: readonly {
    readonly check: string;
    readonly probes: number;
    readonly findings: number;
  }[];
  readonly skipped: readonly { readonly check: string; readonly reason: string }[];
  readonly omitted?: number | undefined;
}

/** Findings in full; the rest is in structured content. */
const SHOWN = 12;

/** The verdict first, then the worst findings with the keys of some rows, what was not looked at, and the next step. */
export function integrityText({ findings, checked, skipped, omitted = 0 }: Shown): Rendered {
  const shown = findings.slice(0, SHOWN);
  const more = findings.length + omitted - shown.length;
  const lines = [
    ...shown.map(findingText),
    ...(more > 0 ? [`and ${more} more (${groups(checked)})`] : []),
    ...skipped.map(({ check, reason }) => `not looked at: ${check}, ${reason}.`),
  ];
  return {
    head: head({ findings, checked, skipped, omitted }),
    data: lines.join("\n"),
    next: next(findings, omitted),
  };
}

const groups = (checked: Shown["checked"]): string =>
  checked
    .filter((one) => one.findings > 0)
    .map(({ check, findings }) => `${check} ${findings}`)
    .join(", ");

function head({ findings, checked, skipped, omitted = 0 }: Shown): string {
  const probes = checked.reduce((sum, one) => sum + one.probes, 0);
  const asked = `${probes} question${probes === 1 ? "" : "s"} of ${checked.length} checks`;
  const errors = findings.filter(({ level }) => level === "error").length;
  const left = skipped.length === 0 ? "" : " Not everything was looked at.";
  if (findings.length === 0) return `Nothing found by ${asked}.${left}`;
  const all = findings.length + omitted;
  const count = `${all} finding${all === 1 ? "" : "s"}`;
  return `${count}, ${errors} of them errors, by ${asked}.${left}`;
}

function findingText({
  level,
  rule,
  evidence,
  object,
  message,
  samples = [],
  fix,
}: Shown["findings"][number]): string {
  const rows = samples.length === 0 ? [] : [`    rows: ${samples.join("; ")}`];
  const sql = fix === undefined ? [] : [`    ${fix.replaceAll("\n", "\n    ")}`];
  return [`${level} ${rule} (${evidence}) ${object}: ${message}`, ...rows, ...sql].join("\n");
}

function next(findings: Shown["findings"], omitted: number): string {
  const rest = omitted > 0 ? " Not all fit: ask for some `checks` alone." : "";
  return (
    (findings.some(({ fix }) => fix !== undefined)
      ? "Show the user what would be changed; try each fix on a branch with run_sql (mode write), and repeat this call there."
      : "Call this again after an import, or after triggers were off.") + rest
  );
}
