/** Text that was put into a file, at its offset in the file as it is then. Taking every one out again gives back what was there. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** Puts texts in at offsets of `text`; what comes back has the offsets of the new one. */
export function insert(
  text: string,
  places: readonly Insertion[],
): { text: string; insertions: Insertion[] } {
  let result = "";
  let from = 0;
  const insertions: Insertion[] = [];
  for (const { at, text: added } of places.toSorted((a, b) => a.at - b.at)) {
    result += text.slice(from, at);
    insertions.push({ at: result.length, text: added });
    result += added;
    from = at;
  }
  return { text: result + text.slice(from), insertions };
}

/** Takes insertions out again. Undefined when one of them is not where it was put. */
export function takeOut(text: string, insertions: readonly Insertion[]): string | undefined {
  let result = text;
  for (const { at, text: added } of insertions.toReversed()) {
    if (result.slice(at, at + added.length) !== added) return undefined;
    result = result.slice(0, at) + result.slice(at + added.length);
  }
  return result;
}

/** How lines of a file end; of one without lines, as most do. */
export const lineEnd = (text: string): string => (/\r\n/.test(text) ? "\r\n" : "\n");
