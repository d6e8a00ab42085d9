import { invalid } from "../api/error.ts";

export interface PageOptions<T> {
  /** What the rows are sorted by, in rising order. */
  readonly key: (row: T) => string;
  readonly descending?: boolean;
  readonly limit: number;
  readonly most: number;
}

/** One page of rows; `next` is the cursor of the page after it, and holds also when rows come and go in between. */
export function pageOf<T extends { readonly id: string }>(
  rows: readonly T[],
  query: URLSearchParams,
  { key, descending = false, limit, most }: PageOptions<T>,
): { readonly rows: readonly T[]; readonly next?: string } {
  const size = query.has("limit") ? Number(query.get("limit")) : limit;
  if (!Number.isInteger(size) || size < 1 || size > most)
    throw invalid(`limit has to be an integer from 1 to ${most}`);
  const sign = descending ? -1 : 1;
  const place = (row: T): Place => [key(row), row.id];
  const sorted = rows.toSorted((a, b) => sign * compare(place(a), place(b)));
  const last = query.get("cursor");
  const from = last === null ? undefined : decode(last);
  const left =
    from === undefined ? sorted : sorted.filter((row) => sign * compare(place(row), from) > 0);
  const page = left.slice(0, size);
  const end = page.at(-1);
  if (end === undefined || page.length === left.length) return { rows: page };
  return { rows: page, next: encode(place(end)) };
}

/** Sort key and id, which makes it unique. */
type Place = readonly [string, string];

const compare = (a: Place, b: Place): number => {
  const index = a[0] === b[0] ? 1 : 0;
  return a[index] < b[index] ? -1 : a[index] > b[index] ? 1 : 0;
};

const encode = (place: Place): string => Buffer.from(JSON.stringify(place)).toString("base64url");

function decode(cursor: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (Array.isArray(place) && place.length === 2) return [String(place[0]), String(place[1])];
  } catch {
    // told below
  }
  throw invalid("cursor is not one that was given out");
}
