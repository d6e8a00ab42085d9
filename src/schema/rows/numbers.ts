/** The number of a row in SQL, from 0. */
export const ROW = "neon_dba_row";

/** The same for the same words: what tells one column's draw from another's. */
export function saltOf(...words: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of words.join("\u0000"))
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 1;
}

/** A number from 0 to below 2^63 that looks random, and is the same for the same row on every machine. */
export const random = (salt: number, row = ROW): string =>
  `(pg_catalog.hashint8extended((${row})::int8, ${salt}) & 9223372036854775807)`;
