import type { SchemaChange } from "./changes.ts";
import type { Comparison } from "./compare.ts";
import type { Report, WayProof } from "./report.ts";
import { scriptOf } from "./script.ts";
import type { Way } from "./way.ts";

/** Characters of an answer, of the 40,000 that there may be: what is certain to be there, then each list in turn. */
const CHARACTERS = { changes: 9_000, others: 6_000, forward: 13_000, backward: 7_000 };

/** The comparison as far as one answer has room for it; what does not fit is counted. */
export function reportOf(comparison: Comparison): Report {
  const { from, to, equal, changes, ways, losses, questions, lacking } = comparison;
  const kept = first(changes, CHARACTERS.changes);
  const forward = scriptOf(ways?.forward.statements ?? [], CHARACTERS.forward);
  const room = CHARACTERS.backward + CHARACTERS.forward - forward.sql.length;
  const backward = scriptOf(ways?.backward.statements ?? [], room);
  const omitted = {
    changes: changes.length - kept.length,
    forward: forward.omitted,
    backward: backward.omitted,
  };
  const target = from.target ?? to.target;
  const skipped = [
    ...from.skipped.map((item) => ({ side: "from", ...item })),
    ...to.skipped.map((item) => ({ side: "to", ...item })),
    ...lacking.map(({ object, reason }) => ({ side: "shadow", what: object, reason })),
  ];
  return {
    ...(target === undefined ? {} : { target }),
    from: named(from),
    to: named(to),
    equal,
    summary: counts(changes),
    changes: kept,
    forward: forward.sql,
    backward: backward.sql,
    losses: first(losses, CHARACTERS.others / 4),
    questions: first(questions, CHARACTERS.others / 4).map((question) => ({
      about: question.from,
      question: `Is ${question.kind} ${question.from} renamed to ${question.to}, or dropped and another one made?`,
      answer: `renames: {${JSON.stringify(question.from)}: ${JSON.stringify(question.to)}}, or "" where it is dropped`,
    })),
    ...(ways === undefined
      ? {}
      : { proof: { forward: proofOf(ways.forward), backward: proofOf(ways.backward) } }),
    skipped: first(skipped, CHARACTERS.others / 4),
    ...(Object.values(omitted).some((count) => count > 0) ? { omitted } : {}),
  };
}

function named({ name, target }: Comparison["from"]): Report["from"] {
  return { name, ...(target === undefined ? {} : { target }) };
}

/** `tables added`: 3. */
function counts(changes: readonly SchemaChange[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { object, kind } of changes) {
    const key = `${object.replace(/ (?:"|\S+$|\S+\().*$/s, "")} ${kind}`;
    found[key] = (found[key] ?? 0) + 1;
  }
  return found;
}

function proofOf(way: Way): WayProof {
  const { statements, executed, reached, refused, failure, left, unordered, durationMs } = way;
  return {
    statements: statements.length,
    executed,
    equal: reached,
    refused: first(refused, CHARACTERS.others / 4),
    ...(failure === undefined
      ? {}
      : { failed: `${failure.message}: ${failure.sql.slice(0, 500)}` }),
    left: first(left, 500),
    unordered: first(unordered, 500),
    duration_ms: durationMs,
  };
}

/** As many as fit. */
function first<T>(items: readonly T[], characters: number): T[] {
  let left = characters;
  const end = items.findIndex((item) => (left -= JSON.stringify(item).length + 1) < 0);
  return end === -1 ? [...items] : items.slice(0, end);
}
