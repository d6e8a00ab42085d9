import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import { nearest } from "../../core/nearest.ts";
import type { Target, TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import type { Check } from "./check.ts";
import { integrityChecks } from "./checks/index.ts";
import { readIntegrityFacts } from "./facts.ts";
import { runChecks, type Report } from "./run-checks.ts";

export interface IntegrityRequest {
  readonly target?: TargetInput | undefined;
  /** Names of checks; without any, all. */
  readonly checks?: readonly string[] | undefined;
  /** Percent of the pages of large tables. */
  readonly sample?: number | undefined;
}

export interface Integrity extends Report {
  readonly target: Target;
  /** Findings that did not fit; `checked` counts them too. */
  readonly omitted?: number;
}

const STATEMENT_MS = 15_000;
const TOTAL_MS = 150_000;

/**
 * What of the rows is not as the schema says or means. The database is only read, each question in a transaction of its own. Errors:
 * those of sessions, NOT_FOUND for a check that does not exist, INVALID_INPUT for a share that is none.
 */
export async function checkIntegrity(
  { target, checks, sample }: IntegrityRequest,
  deps: Deps,
  call: Call,
): Promise<Integrity> {
  const chosen = checks === undefined || checks.length === 0 ? integrityChecks : checks.map(named);
  if (sample !== undefined && !(sample > 0 && sample <= 100))
    throw new ToolError(
      "INVALID_INPUT",
      `\`sample\` is the percentage of large tables to be read, and ${sample} is out of range.`,
      "Give a number above 0 and up to 100, or leave it out to have all rows read.",
    );
  const { signal } = call;
  await using session = await deps.session({
    target,
    intent: "read",
    connection: "direct",
    signal,
  });
  const facts = await readIntegrityFacts(session);
  const limits = { sample, statementMs: STATEMENT_MS, totalMs: TOTAL_MS };
  const report = await runChecks(session, facts, chosen, limits, call);
  const findings = fitting(report.findings);
  const omitted = report.findings.length - findings.length;
  return {
    target: session.target,
    ...report,
    findings,
    ...(omitted === 0 ? {} : { omitted }),
  };
}

/** Characters of findings, of the 40,000 that both channels of an answer may have. */
const ROOM = 18_000;

/** The worst ones; one that is too long is passed over for those that fit. */
function fitting(findings: Report["findings"]): Report["findings"] {
  let room = ROOM;
  return findings.filter((finding) => {
    const length = JSON.stringify(finding).length;
    if (length > room) return false;
    room -= length;
    return true;
  });
}

function named(id: string): Check {
  const found = integrityChecks.find((check) => check.id === id);
  if (found !== undefined) return found;
  const ids = integrityChecks.map((check) => check.id);
  const close = nearest(id, ids).map((name) => `\`${name}\``);
  throw new ToolError(
    "NOT_FOUND",
    `There is no check \`${identifier(id)}\`${close.length === 0 ? "" : `; did you mean ${close.join(" or ")}?`}`,
    `Name some of: ${ids.join(", ")}.`,
  );
}
