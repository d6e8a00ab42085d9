/** What the values of a column may be by their looks; Postgres has the last word on every type. */
export interface Shape {
  readonly type: string;
  readonly fits: (value: string) => boolean;
}

const matches =
  (pattern: RegExp) =>
  (value: string): boolean =>
    pattern.test(value);

const EXPONENT = /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

const TIME = String.raw`\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?`;

/**
 * The first that fits all values is asked of Postgres. Narrower than what Postgres takes: `1` is a boolean to it, `now` a time, and a
 * number with a zero in front would lose it.
 */
export const shapes: readonly Shape[] = [
  { type: "boolean", fits: matches(/^(?:true|false|t|f|yes|no)$/i) },
  { type: "bigint", fits: matches(/^-?(?:0|[1-9]\d{0,18})$/) },
  { type: "numeric", fits: matches(/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/) },
  { type: "double precision", fits: (value) => EXPONENT.test(value) && comesBack(value) },
  // with more digits than a double has
  { type: "numeric", fits: matches(EXPONENT) },
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

/** Whether a double has all digits of a number. */
function comesBack(value: string): boolean {
  return digitsOf(value) === digitsOf(Number(value).toExponential());
}

/** Equal for numbers that are equal but for their signs: `12e1` and `0.120e3` are `12e3`. */
function digitsOf(number: string): string {
  const [, whole = "", part = "", exponent = "0"] =
    /^-?0*(\d*)(?:\.(\d*))?(?:e([-+]?\d+))?$/i.exec(number) ?? [];
  const digits = `${whole}${part}`.replace(/^0+/, "");
  if (digits === "") return "0";
  const places = digits.length - part.length + Number(exponent);
  return `${digits.replace(/0+$/, "")}e${places}`;
}

/** A number that begins with zeros is a code: as a number it would be another text. */
const ZEROS = /^-?0\d+$/;
/** Such is `12E3` in a column without a sign or a point; beside 1.5 it is how some programs write 12000. */
const LETTERED = /^\d+[eE]\d+$/;

const NUMBERS = ["bigint", "numeric", "double precision"];

const hasCodes = (values: readonly string[]): boolean =>
  values.some((value) => ZEROS.test(value)) ||
  (values.some((value) => LETTERED.test(value)) && values.every((value) => /^\w+$/.test(value)));

/** `NO` alone may be Norway, and `F` a woman. */
function saysBoth(values: readonly string[]): boolean {
  if (values.every((value) => /^(?:true|false)$/i.test(value))) return true;
  const yes = values.filter((value) => /^[ty]/i.test(value)).length;
  return yes > 0 && yes < values.length;
}

/** The type that the values look like, with those that are wider. */
export function looksLike(values: readonly string[]): readonly string[] {
  if (values.length === 0) return ["text"];
  const fitting = shapes.filter(({ fits }) => values.every(fits)).map(({ type }) => type);
  const refused = [...(hasCodes(values) ? NUMBERS : []), ...(saysBoth(values) ? [] : ["boolean"])];
  return [...fitting.filter((type) => !refused.includes(type)), "text"];
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
