/** What the values of a column may be by their looks; Postgres has the last word on every type. */
export interface Shape {
  readonly type: string;
  readonly fits: (value: string) => boolean;
}

const matches =
  (pattern: RegExp) =>
  (value: string): boolean =>
    pattern.test(value);

const TIME = String.raw`\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?`;

/**
 * The first that fits all values is asked of Postgres. Narrower than what Postgres takes: `1` is a boolean to it, `now` a time, and a
 * number with a zero in front would lose it.
 */
export const shapes: readonly Shape[] = [
  { type: "boolean", fits: matches(/^(?:true|false|t|f|yes|no)$/i) },
  { type: "bigint", fits: matches(/^-?(?:0|[1-9]\d{0,18})$/) },
  { type: "numeric", fits: matches(/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/) },
  { type: "double precision", fits: matches(/^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/) },
  { type: "uuid", fits: matches(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i) },
  { type: "date", fits: matches(/^\d{4}-\d{2}-\d{2}$/) },
  {
    type: "timestamp with time zone",
    fits: matches(
      new RegExp(`^\\d{4}-\\d{2}-\\d{2}[ T]${TIME} ?(?:Z|UTC|[-+]\\d{2}(?::?\\d{2})?)$`),
    ),
  },
  {
    type: "timestamp without time zone",
    fits: matches(new RegExp(`^\\d{4}-\\d{2}-\\d{2}[ T]${TIME}$`)),
  },
  { type: "time without time zone", fits: matches(new RegExp(`^${TIME}$`)) },
  { type: "jsonb", fits: matches(/^\s*[[{]/) },
];

/** A number that begins with zeros is a code, and in `double precision` it would be none. */
const CODE = /^-?0\d/;

const NUMBERS = ["bigint", "numeric", "double precision"];

const hasCodes = (values: readonly string[]): boolean =>
  values.some((value) => CODE.test(value) && /^[-\d]+$/.test(value));

/** The type that the values look like, with those that are wider. */
export function looksLike(values: readonly string[]): readonly string[] {
  if (values.length === 0) return ["text"];
  const fitting = shapes.filter(({ fits }) => values.every(fits)).map(({ type }) => type);
  const kept = hasCodes(values) ? fitting.filter((type) => !NUMBERS.includes(type)) : fitting;
  return [...kept, "text"];
}

/** So many different values may be of another kind, where there are at least so many in all. */
export const ODD = { most: 3, among: 20 } as const;

/** The type that all values but a few look like, and those few; of nothing but text and of few values undefined. */
export function nearlyLooksLike(
  values: readonly string[],
): { readonly type: string; readonly odd: readonly string[] } | undefined {
  if (values.length < ODD.among) return undefined;
  const slashed = {
    type: hasTime(values) ? "timestamp without time zone" : "date",
    fits: matches(SLASHED),
  };
  const [best] = [...shapes, slashed]
    .filter(({ type }) => type !== "jsonb" && !(NUMBERS.includes(type) && hasCodes(values)))
    .map(({ type, fits }) => ({ type, odd: values.filter((value) => !fits(value)) }))
    .filter(({ odd }) => odd.length > 0 && odd.length <= ODD.most)
    .toSorted((a, b) => a.odd.length - b.odd.length);
  return best;
}

const SLASHED = /^(\d{1,2})([-./])(\d{1,2})\2(\d{4})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?$/;

/** The order of day and month in dates that say it by nothing but numbers; `both` where it could be either. */
export function dayOrder(values: readonly string[]): "DMY" | "MDY" | "both" | undefined {
  const found = values.map((value) => SLASHED.exec(value));
  if (values.length === 0 || found.includes(null)) return undefined;
  const first = found.some((match) => Number(match?.[1]) > 12);
  const second = found.some((match) => Number(match?.[3]) > 12);
  if (first && second) return undefined;
  if (first) return "DMY";
  return second ? "MDY" : "both";
}

export const hasTime = (values: readonly string[]): boolean =>
  values.some((value) => value.includes(":"));
