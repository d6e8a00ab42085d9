/** An answer that was too long: what is shown, and in words what is not. */
interface Shortened {
  readonly output: Record<string, unknown>;
  /** `roles: 112 of 900`, for each list that was cut. */
  readonly cut: readonly string[];
}

/**
 * Halves the longest list inside of `fields` until the output is no longer `isTooLong`, or no list has two items. A change that was
 * carried out is told of in any case, however many things it was about.
 */
export function shorten(
  output: Record<string, unknown>,
  fields: readonly string[],
  isTooLong: (output: Record<string, unknown>) => boolean,
): Shortened {
  const copy = structuredClone(output);
  const totals = new Map<unknown[], { readonly name: string; readonly of: number }>();
  while (isTooLong(copy)) {
    const lists = fields.flatMap((field) => listsIn(copy[field], field));
    const [longest] = lists.toSorted((a, b) => b.characters - a.characters);
    if (longest === undefined) break;
    const { list, name } = longest;
    if (!totals.has(list)) totals.set(list, { name, of: list.length });
    list.splice(Math.floor(list.length / 2));
  }
  const cut = [...totals].map(([list, { name, of }]) => `${name}: ${list.length} of ${of}`);
  return { output: copy, cut };
}

interface List {
  readonly name: string;
  readonly list: unknown[];
  readonly characters: number;
}

function listsIn(value: unknown, name: string): List[] {
  if (typeof value !== "object" || value === null) return [];
  const isList = Array.isArray(value);
  const inside = Object.entries(value).flatMap(([key, item]) =>
    listsIn(item, isList ? name : `${name}.${key}`),
  );
  if (!isList || value.length < 2) return inside;
  return [{ name, list: value, characters: JSON.stringify(value).length }, ...inside];
}
