/** What the schemas of a file share; a file declares those that it uses. */
const snippets: Readonly<Record<string, string>> = {
  text: String.raw`/** Postgres keeps every character but NUL. */
const text = z.string().regex(/^[^\0]*$/);`,
  characters: String.raw`/** As Postgres counts them: by code points. */
const characters = (value: string): number => [...value].length;`,
  int8: String.raw`const int8 = z
  .union([z.int(), z.bigint(), z.string().regex(/^-?\d+$/)])
  .refine((value) => BigInt.asIntN(64, BigInt(value)) === BigInt(value), "out of range of bigint");`,
  decimal: String.raw`const decimal = z.union([z.number(), z.string().regex(/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/)]);`,
  fits: String.raw`/** What numeric(precision, scale) holds after rounding. */
const fits = (value: number | string, precision: number, scale: number): boolean => {
  const { digits } = round(parse(value), scale);
  return digits > -(10n ** BigInt(precision)) && digits < 10n ** BigInt(precision);
};`,
  compare: String.raw`/** Compares as numeric does; with a scale, the value is rounded to it first. */
const compare = (value: number | string | bigint, constant: string, scale?: number): number => {
  const a = scale === undefined ? parse(value) : round(parse(value), scale);
  const b = parse(constant);
  const common = Math.max(a.scale, b.scale);
  const difference = a.digits * 10n ** BigInt(common - a.scale) - b.digits * 10n ** BigInt(common - b.scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};`,
  parse: String.raw`interface Digits {
  digits: bigint;
  scale: number;
}

const parse = (value: number | string | bigint): Digits => {
  const [, sign, whole = "", fraction = "", exponent = "0"] =
    /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(String(value)) ?? [];
  const digits = BigInt(${"`${whole}${fraction}`"} || "0");
  return { digits: sign === "-" ? -digits : digits, scale: fraction.length - Number(exponent) };
};`,
  round: String.raw`/** Half away from zero, to 10^-scale. */
const round = ({ digits, scale: from }: Digits, scale: number): Digits => {
  if (from <= scale) return { digits: digits * 10n ** BigInt(scale - from), scale };
  const unit = 10n ** BigInt(from - scale);
  const half = digits < 0n ? -unit / 2n : unit / 2n;
  return { digits: (digits + half) / unit, scale };
};`,
  real: String.raw`const real = z.number().refine((value) => Number.isFinite(Math.fround(value)) && (value === 0 || Math.fround(value) !== 0), "out of range of real");`,
  float: String.raw`/** With NaN and the infinities, which z.number() refuses. */
const float = z.custom<number>((value) => typeof value === "number");`,
  interval: String.raw`const interval = z.object({
  years: z.number().optional(),
  months: z.number().optional(),
  days: z.number().optional(),
  hours: z.number().optional(),
  minutes: z.number().optional(),
  seconds: z.number().optional(),
  milliseconds: z.number().optional(),
});`,
  jsonInput: String.raw`const isJson = (value: string): boolean => {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
};

/** node-postgres writes objects as JSON by itself; arrays it writes as those of Postgres, and texts as they are. */
const jsonInput = z.union([z.record(z.string(), z.json()), z.string().refine(isJson, "no JSON")]);`,
  day: String.raw`const day = z.union([z.date(), z.iso.date()]);`,
  moment: String.raw`const moment = z.union([z.date(), z.iso.datetime({ offset: true, local: true })]);`,
  bytes: String.raw`const bytes = z.instanceof(Uint8Array);`,
};

const needs: Readonly<Record<string, readonly string[]>> = {
  fits: ["parse", "round"],
  compare: ["parse", "round"],
};

/** Declarations of what the code mentions, in an order in which each follows what it needs. */
export function snippetsIn(code: string): string[] {
  const mentioned = Object.keys(snippets).filter((name) =>
    new RegExp(`(?<![.\\w"])${name}\\b(?!:)`).test(code),
  );
  const all = new Set(mentioned.flatMap((name) => [...(needs[name] ?? []), name]));
  return Object.entries(snippets).flatMap(([name, declaration]) =>
    all.has(name) ? [declaration, ""] : [],
  );
}

/** Names that the file declares for itself. */
export const snippetNames: readonly string[] = [...Object.keys(snippets), "isJson", "z", "Digits"];
