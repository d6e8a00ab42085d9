import { quoteLiteral } from "../../../sql/quote.ts";
import type { Constants } from "./constants.ts";

/**
 * Values to try, as SQL expressions, by the category of a type (`pg_type.typcategory`). Those that a column's type does not
 * take are left out by asking it.
 */
export function candidates(
  category: string,
  values: Iterable<string>,
  { clock, all }: Pick<Constants, "clock" | "all">,
): { special: string[]; usual: string[] } {
  const given = [...values].slice(0, MOST);
  switch (category) {
    case "N":
      return { special: given.flatMap(nearNumber), usual: numbers };
    case "S":
      return { special: given.flatMap(nearText), usual: texts };
    case "D": {
      const special = given.flatMap(nearTime);
      return { special: clock ? [...special, ...nearNow([...all])] : special, usual: times };
    }
    case "T":
      return { special: given.map(literal), usual: intervals };
    case "B":
      return { special: [], usual: ["'true'", "'false'"] };
    case "A":
      return { special: arraysOf(given), usual: arraysOf(["1", "2", "a", "b"]) };
    case "U":
      return { special: [...given.map(literal), ...documents(given)], usual: others };
    default:
      return { special: given.map(literal), usual: others };
  }
}

/** A statement with thousands of values in a list is not helped by trying all of them. */
const MOST = 40;

/** At the ends of the types; tried in few databases, because they make sums overflow. */
export const extremes: Readonly<Record<string, readonly string[]>> = {
  N: ["2147483647", "-2147483648", "9223372036854775807", "32767", "NaN"].map(literal),
  D: ["infinity", "-infinity", "0001-01-01", "9999-12-31"].map(literal),
  S: ["%", "_", "\\", "é", "  ", "NULL", "ß"].map(literal),
};

const numbers = ["1", "2", "0", "3", "-1", "10", "0.5", "1.5", "-2.5", "100"].map(literal);
const texts = ["a", "b", "", "A", "ab", "B", " a", "a ", "0", "1"].map(literal);
const intervals = ["1 day", "00:00", "-1 hour", "1 mon", "30 days", "12:00"].map(literal);

/** Ends of days, months and years, a leap day, and the hours in which clocks are changed in Europe and in America. */
const times = [
  "2026-01-01",
  "2026-01-02",
  "2026-01-01 23:59:59.999999",
  "2026-01-31 23:30:00",
  "2026-02-01 00:30:00",
  "2025-12-31 22:30:00",
  "2024-02-29 12:00:00",
  "2026-03-29 00:59:59.999999+00",
  "2026-03-29 01:00:00+00",
  "2026-10-25 00:30:00+00",
  "2026-10-25 01:30:00+00",
  "2026-03-08 07:00:00+00",
  "2026-11-01 05:30:00+00",
  "2026-11-01 06:30:00+00",
].map(literal);

const others = [
  "{}",
  '{"a": 1}',
  '{"a": null}',
  "[]",
  "null",
  "00000000-0000-0000-0000-000000000001",
  "00000000-0000-0000-0000-000000000002",
  "ffffffff-ffff-ffff-ffff-ffffffffffff",
  "\\x00",
  "\\x",
  "0101",
  "empty",
  "[1,2)",
  "[2,5)",
  "(,1]",
  "[2026-01-01,2026-01-02)",
  "[2026-01-02,)",
  "127.0.0.1",
  "10.0.0.0/8",
  "08:00:2b:01:02:03",
  "(0,0)",
  "(1,1)",
  "((0,0),(1,1))",
  "<(0,0),1>",
  "0/16B3748",
  "<a/>",
  "a",
  "b",
  "1",
  "2",
  "",
].map(literal);

function literal(text: string): string {
  return quoteLiteral(text);
}

function nearNumber(text: string): string[] {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) return [];
  const around = [-1, 1, -0.01, 0.01].map((step) => String(Math.round((value + step) * 1e6) / 1e6));
  return [text, ...around, `-${text}`].map((number) => literal(number.replace("--", "")));
}

function nearText(text: string): string[] {
  const [bare, filled] = [
    text.replaceAll("%", "").replaceAll("_", ""),
    text.replaceAll(/[%_]/g, "x"),
  ];
  const near = [
    text,
    bare,
    filled,
    bare.toUpperCase(),
    bare.toLowerCase(),
    `${bare}x`,
    `x${bare}`,
    `${bare} `,
  ];
  return [...new Set(near)].map(literal);
}

/** Postgres reckons; what is no time it refuses. The hours are those that zones lie apart. */
function nearTime(text: string): string[] {
  if (!/\d{4}-\d|^\d{1,2}:/.test(text)) return [];
  const at = `${literal(text)}::timestamptz`;
  const steps = [
    "-1 microsecond",
    "1 microsecond",
    "-1 day",
    "1 day",
    "86399.999999 seconds",
    "12 hours",
    "-2 hours",
  ];
  const more = ["30 minutes", "-30 minutes", "22:30", "-5 hours", "1 month"];
  return [
    at,
    ...[...steps, ...more].map((step) => `${at} + interval '${step}'`),
    `${literal(text)}::timestamp at time zone 'UTC'`,
  ];
}

/** Left as expressions: within one transaction now() is the same for the rows and for the statements. */
function nearNow(all: readonly string[]): string[] {
  const spans = [
    ...all.filter((text) => /^-?\d+ ?[a-z]+s?$|^\d+:\d\d/i.test(text)).slice(0, 6),
    "1 day",
  ];
  const ends = ["now()", "current_date::timestamptz"];
  return [
    ...ends,
    "now() + interval '1 second'",
    "now() - interval '1 second'",
    ...spans.flatMap((span) =>
      ends.flatMap((end) => [
        `${end} - ${literal(span)}::interval`,
        `${end} - ${literal(span)}::interval - interval '1 second'`,
        `${end} - ${literal(span)}::interval + interval '1 second'`,
        `${end} + ${literal(span)}::interval`,
      ]),
    ),
  ];
}

function arraysOf(values: readonly string[]): string[] {
  const quoted = values.slice(0, 4).map((value) => `"${value.replaceAll(/["\\]/g, "\\$&")}"`);
  const [one, other] = quoted;
  const pairs =
    one === undefined ? [] : [`{${one},${one}}`, `{${one},NULL}`, `{${one},${other ?? one}}`];
  return ["{}", "{NULL}", ...quoted.map((item) => `{${item}}`), ...pairs].map(literal);
}

/** Documents with the texts as keys and as values, because `data ->> 'key' = 'value'` says not which is which. */
function documents(values: readonly string[]): string[] {
  const some = values.slice(0, 6);
  return some.flatMap((key) =>
    [null, "", 1, ...some.filter((value) => value !== key)].flatMap((value) => {
      const [text, number] = [JSON.stringify({ [key]: value }), Number(value)];
      const isNumber = typeof value === "string" && value.trim() !== "" && Number.isFinite(number);
      return [literal(text), ...(isNumber ? [literal(JSON.stringify({ [key]: number }))] : [])];
    }),
  );
}
