type Json = Readonly<Record<string, unknown>>;

/**
 * Takes what changed between `before` and `after` over into `known`, and leaves everything else as it is: the application writes
 * expressions and defaults in words that differ from Postgres's, and these must stay.
 */
export function merge(known: unknown, before: unknown, after: unknown): unknown {
  if (JSON.stringify(before) === JSON.stringify(after)) return known;
  if (!isJson(known) || !isJson(before) || !isJson(after)) return after;
  const keys = new Set([...Object.keys(known), ...Object.keys(after)]);
  const entries = [...keys].flatMap((key): [string, unknown][] => {
    // it was dropped
    if (key in before && !(key in after)) return [];
    if (!(key in after)) return [[key, known[key]]];
    return [[key, key in known ? merge(known[key], before[key], after[key]) : after[key]]];
  });
  return Object.fromEntries(entries);
}

const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
