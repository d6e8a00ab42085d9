import { ToolError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import type { Session } from "../../core/session.ts";
import type { Call } from "../../core/tool.ts";
import type { Check, Probe, Violation } from "./check.ts";
import type { IntegrityFacts } from "./facts.ts";
import { runProbe } from "./run-probe.ts";
import { Skips, type Skipped } from "./skips.ts";

export interface IntegrityFinding extends Finding {
  readonly count?: number;
  readonly samples?: readonly string[];
}

export interface Checked {
  readonly check: string;
  /** Questions that were answered. */
  readonly probes: number;
  /** Those of them that were answered from a share of the rows. */
  readonly sampled: number;
  readonly findings: number;
}

export interface Report {
  readonly findings: readonly IntegrityFinding[];
  readonly checked: readonly Checked[];
  readonly skipped: readonly Skipped[];
}

export interface Limits {
  /** Percent of the pages of large tables that are read; without it all, as long as time lasts. */
  readonly sample?: number | undefined;
  /** For one statement. */
  readonly statementMs: number;
  /** For all of them. */
  readonly totalMs: number;
}

/** Smaller tables are always read whole. */
const LARGE = 8 * 1024 * 1024;
/** What is read of a table that took too long. */
const READ = 32 * 1024 * 1024;

interface Work {
  readonly check: string;
  readonly probe: Probe;
  readonly bytes: number;
}

/** Asks the questions of the checks, small tables first, until the time is over. What was not asked is in `skipped`. */
export async function runChecks(
  session: Session,
  facts: IntegrityFacts,
  checks: readonly Check[],
  limits: Limits,
  call: Pick<Call, "signal" | "progress">,
): Promise<Report> {
  const skips = new Skips();
  const works = checks.flatMap((check) => worksOf(check, facts, skips));
  works.sort((a, b) => a.bytes - b.bytes);
  const counts = new Map(checks.map(({ id }) => [id, { probes: 0, sampled: 0 }]));
  const findings: IntegrityFinding[] = [];
  const ends = performance.now() + limits.totalMs;
  for (const [index, work] of works.entries()) {
    const left = Math.floor(ends - performance.now());
    if (left <= 0) {
      skips.add(work.check, "the time for this call was over", work.probe.object);
      continue;
    }
    call.progress(index, `${work.check}: ${work.probe.object}`, works.length);
    const answer = await ask(session, work, { ...limits, totalMs: left }, call.signal);
    if ("reason" in answer) {
      skips.add(work.check, answer.reason, work.probe.object);
      continue;
    }
    const count = counts.get(work.check);
    if (count !== undefined) {
      count.probes++;
      if (answer.share < 1) count.sampled++;
    }
    findings.push(
      ...answer.violations.map((violation) => findingOf(work.check, violation, answer.share)),
    );
  }
  return {
    findings: ordered(findings),
    checked: Array.from(counts, ([check, count]) => ({
      check,
      ...count,
      findings: findings.filter(({ rule }) => rule === check).length,
    })),
    skipped: skips.list(),
  };
}

function worksOf(check: Check, facts: IntegrityFacts, skips: Skips): Work[] {
  const reason = check.unavailable?.(facts);
  if (reason !== undefined) {
    skips.add(check.id, reason);
    return [];
  }
  const works: Work[] = [];
  for (const probe of check.probes(facts)) {
    const states = probe.reads.map((name) => facts.states.get(name));
    if (states.some((state) => state?.readable === false))
      skips.add(check.id, "the role may not read it", probe.object);
    else if (states.some((state) => state?.filtered === true))
      skips.add(check.id, "policies hide rows from the role", probe.object);
    else
      works.push({
        check: check.id,
        probe,
        bytes: states.reduce((sum, state) => sum + (state?.bytes ?? 0), 0),
      });
  }
  return works;
}

type Answer =
  | { readonly violations: readonly Violation[]; readonly share: number }
  | { readonly reason: string };

/** All rows, or a share where that is asked for or takes too long. */
async function ask(
  session: Session,
  { probe, bytes }: Work,
  { sample, statementMs, totalMs }: Limits,
  signal: AbortSignal,
): Promise<Answer> {
  const statementTimeoutMs = Math.max(1, Math.min(statementMs, totalMs));
  const first = probe.samples && sample !== undefined && bytes > LARGE ? sample / 100 : 1;
  const less = Math.min(first / 4, READ / Math.max(bytes, 1));
  const shares = probe.samples && bytes > LARGE ? [first, less] : [first];
  for (const share of shares) {
    try {
      return { violations: await runProbe(session, probe, { share, statementTimeoutMs }), share };
    } catch (error) {
      if (signal.aborted || !(error instanceof ToolError)) throw error;
      const damage = damageOf(probe, error);
      if (damage !== undefined) return { violations: [damage], share: 1 };
      if (error.code !== "TIMEOUT") return { reason: reasonOf(error) };
    }
  }
  return { reason: `it took longer than ${statementTimeoutMs} ms` };
}

/** XX001 and XX002: Postgres found pages or an index damaged while it read. */
function damageOf({ object }: Probe, { sqlstate, quoted }: ToolError): Violation | undefined {
  if (sqlstate !== "XX001" && sqlstate !== "XX002") return undefined;
  return {
    level: "error",
    object,
    about: sqlstate,
    message: `Postgres found it damaged while reading (${sqlstate}): ${quoted?.split("\n")[0] ?? ""} Make a branch of a time before, and compare.`,
  };
}

/** What may be said again of the same kind of object goes without its name. */
function reasonOf(error: ToolError): string {
  if (error.code === "UNAVAILABLE" || error.code === "CANCELLED") throw error;
  if (error.code === "PERMISSION") return "the role may not do what it takes";
  const state = error.sqlstate === undefined ? "" : ` (${error.sqlstate})`;
  return `${error.message.replace(/\.$/, "")}${state}`;
}

function findingOf(rule: string, violation: Violation, share: number): IntegrityFinding {
  const { level, object, about, message, count, samples, fix } = violation;
  return {
    rule,
    level,
    object,
    message:
      share < 1
        ? `${message} Estimated from ${Number((share * 100).toPrecision(2))} % of the pages.`
        : message,
    evidence: share < 1 ? "estimated" : "measured",
    ...(count === undefined ? {} : { count }),
    ...(samples === undefined || samples.length === 0 ? {} : { samples }),
    ...(fix === undefined ? {} : { fix }),
    key: [rule, object, about].filter((part) => part !== undefined).join(":"),
  };
}

const LEVELS = ["error", "warning", "info"];

const ordered = (findings: readonly IntegrityFinding[]): IntegrityFinding[] =>
  findings.toSorted(
    (a, b) =>
      LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
      (b.count ?? 0) - (a.count ?? 0) ||
      (a.key < b.key ? -1 : 1),
  );
