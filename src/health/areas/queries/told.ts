import { identifier } from "../../../core/identifier.ts";
import { cancelSql } from "../../end/statements.ts";
import type { Observation } from "../../judge.ts";
import { shownStatement } from "../../statement.ts";
import { counted, duration } from "../../words.ts";
import type { Running, RunningStatement } from "./running.ts";

/** One that takes ten times the objective is stuck or wrong. */
const FAR = 10;
/** So many beyond it at once are no accident: what they wait for is the cause. */
const PILE = 10;

/**
 * The statement that has run longest, or the pile of them: one observation, because ten would say the same. Those that wait for a lock are
 * the business of locks: to cancel one of them would free nobody.
 */
export function runningObservations(running: Running, sloMs: number): readonly Observation[] {
  const beyond = running.beyond.filter(({ waitsFor }) => waitsFor !== "Lock");
  const [longest] = beyond;
  if (longest === undefined) return [];
  const isPile = beyond.length >= PILE;
  if (!isPile && longest.seconds * 1000 < FAR * sloMs) return [];
  const { pid, application, role, seconds, statement } = longest;
  const waits = mostWaited(beyond);
  const many = isPile
    ? `${counted(beyond.length, "statement")} run beyond the objective of ${duration(sloMs / 1000)}${waits === null ? "" : `, most waiting for ${waits}`}; the longest is `
    : "";
  return [
    {
      rule: "statement-runs-long",
      level: isPile ? "error" : "warning",
      object: `pid ${pid}`,
      message: `${many}pid ${pid} (${identifier(application)}, role ${identifier(role)}), which runs for ${duration(seconds)}: ${shownStatement(statement)}. Stop it if nobody waits for its answer, then explain_query; statement_timeout for the role ends such ones by itself.`,
      evidence: "measured",
      fix: cancelSql(longest),
    },
  ];
}

function mostWaited(beyond: readonly RunningStatement[]): string | null {
  const [most] = beyond
    .map(({ waitsFor }) => waitsFor)
    .filter((waitsFor) => waitsFor !== null)
    .toSorted(
      (a, b) =>
        beyond.filter(({ waitsFor }) => waitsFor === b).length -
        beyond.filter(({ waitsFor }) => waitsFor === a).length,
    );
  return most ?? null;
}
