/** Keys that GIN takes out of the values of a column, alike in size and in how many rows have them. */
export interface Keys {
  /** How many different ones. */
  readonly count: number;
  /** Rows that have each of them, on average. */
  readonly rows: number;
  /** Bytes of a key as stored. */
  readonly bytes: number;
}

/** Common keys with their shares of the rows; of the others, how many occurrences there are, and their size. */
export interface Tail {
  readonly last: number;
  readonly rank: number;
  readonly slope: number;
  readonly occurrences: number;
  readonly bytes: number;
}

/**
 * The keys beyond those that are known, if rows go on falling with the rank as they did there (Zipf): until no occurrence is left. What
 * has less than one row has one.
 */
export function tailKeys({ last, rank, slope, occurrences, bytes }: Tail): Keys[] {
  const keys: Keys[] = [];
  let [from, left] = [rank, occurrences];
  while (left > 0.5) {
    const count = Math.max(1, Math.floor(from * 0.1));
    const rows = Math.max(1, last * ((from + count / 2) / rank) ** -slope);
    if (rows <= 1) return [...keys, { count: left, rows: 1, bytes }];
    const taken = Math.min(count, left / rows);
    keys.push({ count: taken, rows, bytes });
    left -= taken * rows;
    from += count;
  }
  return keys;
}
