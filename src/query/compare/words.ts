import { scanTokens } from "../../sql/library.ts";

/** A token of a statement; `start` and `end` are in UTF-16 units. */
export interface Word {
  /** As it is written, keywords in lower case. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly parameter: boolean;
  /** How many brackets are open around it. */
  readonly depth: number;
}

export async function wordsOf(sql: string): Promise<Word[]> {
  const bytes = Buffer.from(sql);
  let [seenBytes, seenUnits, depth] = [0, 0, 0];
  const unitAt = (byte: number): number => {
    seenUnits += bytes.toString("utf8", seenBytes, byte).length;
    seenBytes = byte;
    return seenUnits;
  };
  return (await scanTokens(sql)).map(({ text, start, end, tokenName }) => {
    if (text === ")" || text === "]") depth--;
    const plain = text.startsWith('"') || text.startsWith("'") ? text : text.toLowerCase();
    const from = unitAt(start);
    const word = {
      text: plain,
      start: from,
      end: unitAt(end),
      parameter: tokenName === "PARAM",
      depth,
    };
    if (text === "(" || text === "[") depth++;
    return word;
  });
}
