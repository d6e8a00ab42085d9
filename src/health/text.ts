import type { Finding } from "../core/finding.ts";
import type { Rendered } from "../core/tool.ts";
import type { Verdict } from "./area.ts";
import type { AlertFile } from "./alerts.ts";
import { counted } from "./words.ts";

interface Shown {
  readonly verdicts: readonly {
    readonly area: string;
    readonly verdict: Verdict;
    readonly summary: string;
    readonly figures: Readonly<Record<string, number | string | null>>;
  }[];
  readonly findings: readonly Finding[];
  readonly alerts: readonly AlertFile[];
  readonly skipped: readonly { readonly area: string; readonly reason: string }[];
  readonly writable: boolean;
}

/** What is told in full; the rest is in structured content. */
const SHOWN = 6;
/** Of what is no alarm. */
const NOTED = 3;

/** One line for each area, the worst first; then what to do, with the statement that does it. */
export function healthText({ verdicts, findings, alerts, skipped, writable }: Shown): Rendered {
  const sick = verdicts.filter(({ verdict }) => verdict !== "ok");
  const well = verdicts.filter(({ verdict }) => verdict === "ok");
  const alarms = findings.filter(({ level }) => level !== "info").filter(isNew);
  const shown = alarms.slice(0, SHOWN);
  const notes = findings.filter(({ level }) => level === "info").slice(0, NOTED);
  const more = alarms.length - shown.length;
  const todo = shown.map(
    ({ rule, evidence, message, fix }, index) =>
      `${index + 1}. ${message} [${rule}, ${evidence}]${fix === undefined ? "" : `\n   ${fix.replaceAll("\n", "\n   ")}`}`,
  );
  const lines = [
    ...(sick.length === 0 ? well : sick).map(areaText),
    ...skippedText(skipped),
    ...(todo.length === 0 ? [] : ["", "To do, in this order:", ...todo]),
    ...(sick.length === 0 || well.length === 0
      ? []
      : ["", `ok: ${well.map(({ area }) => area).join(", ")}.`]),
    ...notes.map(({ message }) => `note: ${message}`),
    ...(more > 0 ? [`and ${more} more findings`] : []),
    ...alerts.flatMap(({ path, content }) => ["", `${path}:`, content]),
  ];
  return {
    head: head(sick, well.length, new Set(skipped.map(({ area }) => area)).size),
    data: lines.join("\n"),
    next: next(shown, alerts, writable),
  };
}

const ENDS = /\bpg_(?:terminate|cancel)_backend\b/;

/** Who blocks others is often idle in its transaction too: it has to be ended once. */
const isNew = ({ fix }: Finding, index: number, all: readonly Finding[]): boolean =>
  fix === undefined || all.findIndex((other) => other.fix === fix) === index;

/** One line for each reason. */
function skippedText(skipped: Shown["skipped"]): readonly string[] {
  const reasons = new Set(skipped.map(({ reason }) => reason));
  return [...reasons].map((why) => {
    const names = skipped.filter(({ reason }) => reason === why).map(({ area }) => area);
    return `not looked at: ${names.join(", ")}: ${why}`;
  });
}

function areaText({ area, verdict, summary, figures }: Shown["verdicts"][number]): string {
  const tree = figures["tree"];
  const below = typeof tree === "string" ? `\n${tree.replaceAll(/^/gm, "    ")}` : "";
  return `${verdict === "act" ? "ACT" : verdict} ${area}: ${summary}${below}`;
}

/** What was not looked at is not well. */
function head(sick: Shown["verdicts"], well: number, skipped: number): string {
  const unknown = skipped === 0 ? "" : `Not looked at: ${counted(skipped, "area")}.`;
  if (sick.length === 0 && well === 0) return unknown;
  if (sick.length === 0)
    return `Well: nothing to do in ${counted(well, "area")}.${unknown === "" ? "" : ` ${unknown}`}`;
  const act = sick.filter(({ verdict }) => verdict === "act").map(({ area }) => area);
  const watch = sick.filter(({ verdict }) => verdict === "watch").map(({ area }) => area);
  return [
    act.length === 0 ? "" : `Act now: ${act.join(", ")}.`,
    watch.length === 0 ? "" : `Look at soon: ${watch.join(", ")}.`,
    well === 0 ? "" : `${well} well.${unknown === "" ? "" : ` ${unknown}`}`,
  ]
    .filter(Boolean)
    .join(" ");
}

function next(shown: readonly Finding[], alerts: Shown["alerts"], writable: boolean): string {
  const fixes = shown.flatMap(({ fix }) => fix ?? []);
  const ends = fixes.filter((fix) => ENDS.test(fix));
  const others = writable
    ? 'Show the user each statement before it is run (run_sql, mode "write").'
    : "Show the user the statements: this database is guarded, run_sql refuses them, so the user runs them (psql, the SQL Editor of the Neon Console).";
  return [
    ends.length === 0
      ? ""
      : "Sessions: call end_sessions with their pids; it asks first, and what they did not commit is undone.",
    ends.length === fixes.length ? "" : others,
    fixes.length === 0 ? "" : "Then call check_health again.",
    alerts.length === 0 ? "" : "Give the files to sql_exporter and Prometheus.",
  ]
    .filter(Boolean)
    .join(" ");
}
