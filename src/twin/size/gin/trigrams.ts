import type { Extracted } from "./sampled.ts";

/** Three characters as a number; as `generate_trgm` of pg_trgm: words in lower case, two blanks before and one behind. */
const BYTES = 4;

export function trigrams(value: string): readonly Extracted[] {
  const found = new Set<string>();
  for (const [word] of value.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    const padded = Array.from(`  ${word} `);
    for (let at = 0; at + 3 <= padded.length; at += 1) found.add(padded.slice(at, at + 3).join(""));
  }
  return Array.from(found, (key) => ({ key, bytes: BYTES }));
}
