import type { SchemaChange } from "./changes.ts";
import type { Comparison } from "./compare.ts";
import { kindOf } from "./kinds.ts";
import { beginning, decodePlace, encodePlace } from "./place.ts";
import type { RenameQuestion } from "./questions.ts";
import type { Report, WayProof } from "./report.ts";
import { scriptOf } from "./script.ts";
import type { Way } from "./way.ts";

/** Characters of an answer, of the 40,000 that there may be: what is certain to be there, then each list in turn. */
const CHARACTERS = { changes: 7_000, others: 5_000, forward: 13_000, backward: 7_000 };

/** The comparison as far as one answer has room for it; what does not fit is counted, and the rest comes by a cursor. */
export function reportOf(comparison: Comparison, cursor?: string): Report {
  const { from, to, equal, changes, ways, losses, questions, lacking } = comparison;
  const place = cursor === undefined ? beginning : decodePlace(cursor, comparison);
  const kept = first(changes.slice(place.changes), CHARACTERS.changes);
  const forward = scriptOf(ways?.forward.statements ?? [], place.forward, CHARACTERS.forward);
  const room = CHARACTERS.backward + CHARACTERS.forward - forward.characters;
  const backward = scriptOf(ways?.backward.statements ?? [], place.backward, room);
  const skipped = [
    ...from.skipped.map((item) => ({ side: "from", ...item })),
    ...to.skipped.map((item) => ({ side: "to", ...item })),
    ...lacking.map(({ object, reason }) => ({ side: "shadow", what: object, reason })),
  ];
  const next = {
    changes: place.changes + kept.length,
    forward: place.forward + forward.count,
    backward: place.backward + backward.count,
  };
  const shown = {
    losses: first(losses, CHARACTERS.others / 4),
    questions: first(questions, CHARACTERS.others / 4).map(questionText),
    skipped: first(skipped, CHARACTERS.others / 4),
  };
  const omitted = {
    changes: changes.length - next.changes,
    forward: (ways?.forward.statements.length ?? 0) - next.forward,
    backward: (ways?.backward.statements.length ?? 0) - next.backward,
    losses: losses.length - shown.losses.length,
    questions: questions.length - shown.questions.length,
    skipped: skipped.length - shown.skipped.length,
  };
  const target = from.target ?? to.target;
  return {
    ...(target === undefined ? {} : { target }),
    from: named(from),
    to: named(to),
    equal,
    summary: counts(changes),
    changes: kept,
    forward: forward.sql,
    backward: backward.sql,
    ...shown,
    ...(ways === undefined
      ? {}
      : { proof: { forward: proofOf(ways.forward), backward: proofOf(ways.backward) } }),
    ...(Object.values(omitted).some((count) => count > 0) ? { omitted } : {}),
    ...(omitted.changes + omitted.forward + omitted.backward > 0
      ? { next_cursor: encodePlace(next, comparison) }
      : {}),
  };
}

const questionText = ({ kind, from, to }: RenameQuestion): Report["questions"][number] => ({
  about: from,
  question: `Is ${kind} ${from} renamed to ${to}, or dropped and another one made?`,
  answer: `renames: {${JSON.stringify(from)}: ${JSON.stringify(to)}}, or "" where it is dropped`,
});

function named({ name, target }: Comparison["from"]): Report["from"] {
  return { name, ...(target === undefined ? {} : { target }) };
}

/** `table added`: 3. It stands outside the fence, so names are no part of it. */
function counts(changes: readonly SchemaChange[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { object, kind } of changes) {
    const key = `${kindOf(object)} ${kind}`;
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
