/**
 * The candidates that a mistyped name may have meant, the likeliest first. Case, separators, a plural ending and a
 * missing or wrong schema cost less than other differences; what is further than a third of its length is left out.
 */
export function nearest(name: string, candidates: Iterable<string>, max = 3): string[] {
  if (name.length > LONGEST) return [];
  const scored = Array.from(new Set(candidates), (candidate) => ({
    candidate,
    distance: difference(name, candidate),
  }));
  return scored
    .filter(({ candidate, distance }) => distance <= allowance(name, candidate))
    .toSorted((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, max)
    .map(({ candidate }) => candidate);
}

/** No name is longer, and counting edits takes as long as both are long. */
const LONGEST = 400;

function allowance(name: string, candidate: string): number {
  // Half an edit on top, because a difference that is more than spelling starts there.
  return 0.5 + Math.max(1, Math.min(lastPart(name).length, lastPart(candidate).length) / 3);
}

/** Edits between the last parts of two dotted names, with small charges for what people confuse most. */
function difference(name: string, candidate: string): number {
  if (name === candidate) return 0;
  const [a, b] = [plain(lastPart(name)), plain(lastPart(candidate))];
  const otherSchema = name.includes(".") && schemaOf(name) !== schemaOf(candidate) ? 0.2 : 0;
  if (a === b) return 0.1 + otherSchema;
  if (singular(a) === singular(b)) return 0.3 + otherSchema;
  return 0.5 + otherSchema + Math.min(edits(a, b), edits(singular(a), singular(b)));
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf(".") + 1);
const schemaOf = (name: string): string => plain(name.slice(0, Math.max(0, name.lastIndexOf("."))));
const plain = (name: string): string => name.toLowerCase().replaceAll(/["\s_-]/g, "");

function singular(word: string): string {
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  return word.replace(/(?<=s|x|z|ch|sh)es$|(?<!s)s$/, "");
}

/** Insertions, deletions, replacements and swaps of neighbours. */
function edits(a: string, b: string): number {
  let [before, previous]: [number[], number[]] = [
    [],
    Array.from({ length: b.length + 1 }, (_, j) => j),
  ];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(
        (previous[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + same,
      );
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    [before, previous] = [previous, row];
  }
  return previous[b.length] ?? 0;
}
