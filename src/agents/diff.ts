import { oneLine } from "../core/identifier.ts";
import type { Step } from "./plan.ts";

/**
 * What changes in somebody's file, without context. Only what is ours, one of the texts that are put in or taken out, is shown: such files
 * hold keys, and maybe what a terminal obeys.
 */
export function diff(name: string, step: Step, texts: readonly string[]): string[] {
  const [before, after] = [linesOf(step.before), linesOf(step.after)];
  const isSame = (a = "", b = ""): boolean => comparable(a) === comparable(b);
  let start = 0;
  while (start < before.length && start < after.length && isSame(before[start], after[start]))
    start++;
  let end = 0;
  const least = Math.min(before.length, after.length) - start;
  while (end < least && isSame(before.at(-1 - end), after.at(-1 - end))) end++;
  const [removed = [], added = []] = [before, after].map((lines) =>
    lines.slice(start, lines.length - end),
  );
  const range = ({ length }: readonly string[]): string =>
    `${length === 0 ? start : start + 1},${length}`;
  const show = shower(texts);
  const isHidden = (line: string): boolean => show(line) === undefined;
  const hidden = (lines: readonly string[]) => lines.filter(isHidden).map(comparable).join("\n");
  // what was on one side of ours and is on the other now has not changed
  const stays = hidden(removed) === hidden(added);
  return [
    `--- ${step.before === undefined ? "/dev/null" : name}`,
    `+++ ${name}`,
    `@@ -${range(removed)} +${range(added)} @@`,
    ...print("-", "-", removed.filter((line) => !stays || !isHidden(line)).map(show)),
    ...print("+", stays ? " " : "+", added.map(show)),
  ];
}

/** Shows a line of ours, or what of ours stands in a line of others. Undefined for what is not shown. */
function shower(texts: readonly string[]): (line: string) => string | undefined {
  const own = new Set(texts.flatMap((text) => text.split("\n")).map(comparable));
  const pieces = texts.filter((text) => !text.includes("\n") && comparable(text) !== "");
  return (line) => {
    const [indent = ""] = /^[ \t]*/.exec(line) ?? [];
    if (own.has(comparable(line))) return `${indent}${oneLine(line.slice(indent.length))}`;
    const piece = pieces.find((text) => line.includes(text));
    return piece === undefined ? undefined : `… ${oneLine(piece.trim())} …`;
  };
}

/** Lines with a sign, and in place of those that are not shown how many there are. */
function print(sign: string, hiddenSign: string, lines: readonly (string | undefined)[]): string[] {
  const printed: string[] = [];
  let hidden = 0;
  const tell = (): void => {
    const what = hidden === 1 ? "line" : "lines";
    if (hidden > 0) printed.push(`${hiddenSign}… ${hidden} ${what} not shown …`);
    hidden = 0;
  };
  for (const line of lines) {
    if (line === undefined) hidden++;
    else {
      tell();
      printed.push(`${sign}${line}`);
    }
  }
  tell();
  return printed;
}

/** A line but for what changes in it when a neighbour comes or goes. */
const comparable = (line: string): string => line.replaceAll(",", "").trim();

function linesOf(text: string | undefined): string[] {
  if (text === undefined || text === "") return [];
  return text.replace(/\r?\n$/, "").split(/\r?\n/);
}
