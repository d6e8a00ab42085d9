/**
 * Deals things in the proportions of their counts, evenly mixed, and in the same order in every run. Undefined where there are none.
 */
export function dealer<T extends { readonly count: number }>(
  things: readonly T[],
): () => T | undefined {
  const upTo: number[] = [];
  let total = 0;
  for (const { count } of things) upTo.push((total += count));
  // The golden ratio's multiples are spread over the unit interval more evenly than chance would.
  let position = 0.5;
  return () => {
    position = (position + 0.618033988749895) % 1;
    let low = 0;
    let high = things.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? total) < position * total) low = middle + 1;
      else high = middle;
    }
    return things[low];
  };
}
