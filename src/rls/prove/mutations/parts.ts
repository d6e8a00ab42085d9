/** A part of a condition that can be taken out, and what the condition is without it. */
export interface Weakened {
  readonly part: string;
  readonly kind: "conjunct" | "disjunct" | "comparison";
  readonly text: string;
  readonly edit: Edit;
}

/** What is between two places of a condition is replaced. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly by: string;
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
    const replaced = (start: number, end: number, by: string): Pick<Weakened, "text" | "edit"> => {
      const edit = { start: from + start, end: from + end, by };
      return { edit, text: apply(condition, edit) };
    };
    for (const { start, end, word } of parts)
      found.push({
        part: inner.slice(start, end).trim(),
        kind: word === "AND" ? "conjunct" : "disjunct",
        ...replaced(start, end, word === "AND" ? " true " : " false "),
      });
    if (parts.length > 0) continue;
    if (/\b(?:WHERE|ON)\s*\($/.test(condition.slice(0, from)))
      found.push({ part: inner, kind: "conjunct", ...replaced(0, inner.length, "true") });
    const equals = /^([^()']+) = (?!ANY|ALL)/.exec(inner);
    if (equals !== null)
      found.push({
        part: inner,
        kind: "comparison",
        ...replaced(0, equals[0].length, `${equals[1]} IS NOT DISTINCT FROM `),
      });
  }
  return found;
}

const apply = (condition: string, { start, end, by }: Edit): string =>
  `${condition.slice(0, start)}${by}${condition.slice(end)}`;

/** The condition without either part; undefined where one is within the other. */
export function weakenBoth(condition: string, a: Weakened, b: Weakened): string | undefined {
  const [first, last] = a.edit.start < b.edit.start ? [a.edit, b.edit] : [b.edit, a.edit];
  return first.end <= last.start ? apply(apply(condition, last), first) : undefined;
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
