/** What the API allows for projects; branches may be asked for in larger pages. */
export const PAGE = 400;

export interface Page<T> {
  readonly items: readonly T[];
  /** Undefined or empty after the last one. */
  readonly next: string | undefined;
}

/** All items, page by page. */
export async function allPages<T>(
  page: (cursor: string | undefined) => Promise<Page<T>>,
): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  for (;;) {
    const { items, next } = await page(cursor);
    all.push(...items);
    // with an empty page, or a cursor that stands still, it would never end
    if (next === undefined || next === "" || next === cursor || items.length === 0) return all;
    cursor = next;
  }
}
