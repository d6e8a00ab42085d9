import type { Rendered } from "../../core/tool.ts";
import type { Report, WayProof } from "./report.ts";

/** Changes that the text names; the structured result has more. */
const SHOWN = 40;

export function comparisonText(report: Report): Rendered {
  const { from, to, equal, proof, skipped } = report;
  const sides = `${from.name} (from) and ${to.name} (to)`;
  const left =
    skipped.length === 0
      ? ""
      : ` ${skipped.length === 1 ? "1 thing was" : `${skipped.length} things were`} left out, see below.`;
  if (equal)
    return {
      head: `Equal by fingerprint (measured): ${sides}.${left}`,
      data: lines("Left out", skipped.map(skippedLine)),
    };
  return {
    head: `Not equal: ${sides}. ${counted(report)}\n${proof === undefined ? "" : proofText(proof)}${left}`,
    data: dataOf(report),
    next: nextOf(report),
  };
}

function counted({ summary }: Report): string {
  return `${Object.entries(summary)
    .map(([what, count]) => `${what} ${count}`)
    .join(", ")}.`;
}

function proofText({ forward, backward }: { forward: WayProof; backward: WayProof }): string {
  if (forward.equal && backward.equal)
    return `Proven in shadows (measured): from + forward (${forward.statements} statements, ${forward.duration_ms} ms) = to, to + backward (${backward.statements}, ${backward.duration_ms} ms) = from, by fingerprint${orderText([...forward.unordered, ...backward.unordered])}.`;
  return `${wayText("forward", forward)} ${wayText("backward", backward)}`;
}

function orderText(unordered: readonly string[]): string {
  const { size } = new Set(unordered);
  return size === 0 ? "" : ` but for the order of columns in ${size} table${size === 1 ? "" : "s"}`;
}

function wayText(
  name: string,
  { equal, executed, statements, refused, failed, left }: WayProof,
): string {
  if (equal) return `${name}: proven in a shadow, ${statements} statements (measured).`;
  const reasons = [
    ...(failed === undefined ? [] : ["a statement failed"]),
    ...(refused.length === 0 ? [] : [`DDL cannot do ${refused.length} of the changes`]),
    ...(left.length === 0 ? [] : [`${left.length} objects stay otherwise`]),
  ];
  return `${name}: NOT proven, ${executed} of ${statements} statements ran; ${reasons.join(", ")} (measured).`;
}

function dataOf(report: Report): string {
  const { changes, questions, losses, proof, skipped, forward, backward, omitted } = report;
  const more = changes.length - SHOWN + (omitted?.changes ?? 0);
  return [
    lines("Changes", [
      ...changes
        .slice(0, SHOWN)
        .map(
          ({ object, kind, detail }) => `${kind} ${object}${detail === "" ? "" : `: ${detail}`}`,
        ),
      ...(more > 0 ? [`${more} more`] : []),
    ]),
    lines(
      "Questions",
      questions.map(({ question, answer }) => `${question} ${answer}`),
    ),
    lines(
      "Lost",
      losses.map(({ direction, what, count, evidence }) =>
        [
          `${direction}: ${what}`,
          ...(count === undefined ? [] : [`${count.toLocaleString("en")} (${evidence})`]),
        ].join(", "),
      ),
    ),
    ...(proof === undefined
      ? []
      : [wayLines("forward", proof.forward), wayLines("backward", proof.backward)]),
    lines("Left out", skipped.map(skippedLine)),
    lines("Forward", [forward === "" ? "nothing to do" : forward]),
    lines("Backward", [backward === "" ? "nothing to do" : backward]),
  ]
    .filter(Boolean)
    .join("\n\n");
}

function wayLines(name: string, { refused, failed, left, unordered }: WayProof): string {
  return [
    lines(
      `DDL cannot do (${name})`,
      refused.map(({ object, reason, hint }) =>
        [`${object}: ${reason}`, ...(hint === undefined ? [] : [hint])].join(". "),
      ),
    ),
    lines(`Failed (${name})`, failed === undefined ? [] : [failed]),
    lines(`Stays otherwise (${name})`, left),
    lines(`Columns stay in another order (${name})`, unordered),
  ]
    .filter(Boolean)
    .join("\n");
}

const skippedLine = ({ side, what, reason }: Report["skipped"][number]): string =>
  `${side}: ${what}: ${reason}`;

const lines = (title: string, items: readonly string[]): string =>
  items.length === 0 ? "" : [`${title}:`, ...items].join("\n");

function nextOf({ questions, proof, target, next_cursor: cursor }: Report): string {
  if (questions.length > 0)
    return "Ask the user what was renamed and call again with `renames`: until then it is dropped and made.";
  if (proof !== undefined && !proof.forward.equal)
    return "Change what DDL cannot do on one of the sides, or write those changes by hand, and compare again.";
  const long =
    cursor === undefined ? "" : ` There is more: the same call with \`cursor\` "${cursor}".`;
  return target === undefined
    ? `Give the DDL of \`to\` to plan_migration as \`target_schema\`.${long}`
    : `For an application that is running, plan_migration with \`forward\` as \`sql\`, or the wanted DDL as \`target_schema\`; on a branch, run_sql.${long}`;
}
