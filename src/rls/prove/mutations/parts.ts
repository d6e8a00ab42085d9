/** A part of a condition that can be taken out, and what the condition is without it. */
export interface Weakened {
  readonly part: string;
  readonly kind: "conjunct" | "disjunct" | "comparison";
  readonly text: string;
}

/**
 * Conditions as `pg_get_expr` prints them have parentheses around every operand, so that conjuncts and disjuncts can be told by the words
 * between them, in subqueries too. What stands after WHERE or ON by itself counts as a conjunct.
 */
export function weaken(condition: string): Weakened[] {
  const found: Weakened[] = [];
  for (const { from, to } of groups(condition)) {
    const inner = condition.slice(from, to);
    const parts = split(inner);
    const replaced = (start: number, end: number, by: string): string =>
      `${condition.slice(0, from + start)}${by}${condition.slice(from + end)}`;
    for (const { start, end, word } of parts)
      found.push({
        part: inner.slice(start, end).trim(),
        kind: word === "AND" ? "conjunct" : "disjunct",
        text: replaced(start, end, word === "AND" ? " true " : " false "),
      });
    if (parts.length > 0) continue;
    if (/\b(?:WHERE|ON)\s*\($/.test(condition.slice(0, from)))
      found.push({ part: inner, kind: "conjunct", text: replaced(0, inner.length, "true") });
    const equals = /^([^()']+) = (?!ANY|ALL)/.exec(inner);
    if (equals !== null)
      found.push({
        part: inner,
        kind: "comparison",
        text: replaced(0, equals[0].length, `${equals[1]} IS NOT DISTINCT FROM `),
      });
  }
  return found;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** What is between each pair of parentheses. Strings and quoted names are passed over. */
function groups(text: string): Range[] {
  const open: number[] = [];
  const found: Range[] = [];
  each(text, (character, at) => {
    if (character === "(") open.push(at + 1);
    if (character !== ")") return;
    const from = open.pop();
    if (from !== undefined) found.push({ from, to: at });
  });
  return found;
}

/** The operands of the ANDs or ORs of one level; none where there is but one. */
function split(text: string): { start: number; end: number; word: "AND" | "OR" }[] {
  let depth = 0;
  let word: "AND" | "OR" | undefined;
  const cuts: { readonly at: number; readonly length: number }[] = [];
  each(text, (character, at) => {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (depth > 0 || !/\s/.test(character)) return;
    const [, next] = /^\s+(AND|OR)\s/.exec(text.slice(at)) ?? [];
    if (next !== "AND" && next !== "OR") return;
    word ??= next;
    cuts.push({ at, length: next.length + 2 });
  });
  if (word === undefined) return [];
  const kind = word;
  // a subquery's own words are deeper, so that what is left is an expression
  if (/^\s*SELECT\b/.test(text)) return [];
  return [...cuts, { at: text.length, length: 0 }].map(({ at }, index) => {
    const before = cuts[index - 1];
    return { start: before === undefined ? 0 : before.at + before.length, end: at, word: kind };
  });
}

function each(text: string, visit: (character: string, at: number) => void): void {
  let quote: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
    } else if (character === "'" || character === '"') quote = character;
    else visit(character, at);
  }
}
