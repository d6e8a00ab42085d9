import type { Finding } from "../core/finding.ts";
import type { Verdict } from "./area.ts";
import type { Health } from "./check.ts";

/** Characters as JSON, of the 40,000 that an answer may have. */
const ROOM = 36_000;
/** Of the message that tells what is left out. */
const TOLD = 400;

/**
 * A very sick database has more findings than an answer holds: notes are left out first, then alarms of the areas that are least sick, and
 * the answer says which areas to ask for alone. What is not a finding has its bounds: a summary for each area, a tree of twenty lines.
 */
export function fit(health: Health): Health {
  const { target, verdicts, findings, alerts, skipped } = health;
  const told = verdicts.map(({ area, verdict, summary, figures }) => ({
    area,
    verdict,
    summary,
    figures,
  }));
  let left = ROOM - TOLD - JSON.stringify({ target, verdicts: told, alerts, skipped }).length;
  const kept = new Set<Finding>();
  const alarms = findings.filter(({ level }) => level !== "info");
  for (const one of [...alarms, ...findings.filter(({ level }) => level === "info")]) {
    left -= JSON.stringify(one).length + 1;
    if (left < 0) break;
    kept.add(one);
  }
  const missing = findings.filter((one) => !kept.has(one));
  if (missing.length === 0) return health;
  const areas = verdicts.filter((one) => one.findings.some((each) => missing.includes(each)));
  return {
    ...health,
    findings: [...findings.filter((one) => kept.has(one)), leftOut(missing, areas)],
  };
}

function leftOut(
  missing: readonly Finding[],
  areas: readonly { readonly area: string; readonly verdict: Verdict }[],
): Finding {
  const call = `check_health ${JSON.stringify({ areas: areas.map(({ area }) => area) })}`;
  return {
    rule: "more-findings",
    level: "info",
    object: "check_health",
    message: `${missing.length} more findings do not fit in here. ${areas.length === 0 ? "Ask again without alerts." : `Ask for them without alerts: ${call}.`}`,
    evidence: "measured",
    key: "more-findings",
  };
}
