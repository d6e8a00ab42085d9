/** Whole numbers of the text of an array; undefined where one of them is none (a fraction, NaN). */
export function boundsOf(text: string): number[] | undefined {
  const bounds = text.slice(1, -1).split(",").map(Number);
  return bounds.every((bound) => Number.isInteger(bound)) ? bounds : undefined;
}

const GREATEST: Readonly<Record<string, number>> = {
  int2: 32_767,
  int4: 2_147_483_647,
  // a double's last one below 2^63
  int8: 9_223_372_036_854_774_784,
};

/** The bounds of a histogram as they are when values go on `factor` times as far from `origin`, but not beyond what the type holds. */
export function extendBounds(
  text: string,
  type: string,
  { factor, origin }: { readonly factor: number; readonly origin: number },
): string {
  const bounds = boundsOf(text);
  const last = bounds?.at(-1);
  if (bounds === undefined || last === undefined || last <= origin) return text;
  const greatest = GREATEST[type] ?? Number.MAX_SAFE_INTEGER;
  const reach = Math.min(factor, (greatest - origin) / (last - origin));
  const extended = bounds.map((bound) => BigInt(Math.round(origin + (bound - origin) * reach)));
  return `{${extended.join(",")}}`;
}
