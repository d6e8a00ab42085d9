/** Whether Postgres can hold the text: no NUL, and no half of a surrogate pair, which UTF-8 cannot say. */
export function isStorable(text: string): boolean {
  return !text.includes("\0") && !/\p{Surrogate}/u.test(text);
}

/** Where the quoted string that begins at `start` ends: behind its closing quote. A loop, because a regular expression that repeats a group runs out of stack on megabytes. */
export function quotedEnd(text: string, start: number): number {
  const plain = /[^"\\]*/y;
  plain.lastIndex = start + 1;
  while (plain.lastIndex < text.length) {
    plain.test(text);
    const end = plain.lastIndex;
    if (text[end] !== "\\") return end + 1;
    plain.lastIndex = end + 2;
  }
  return text.length;
}
