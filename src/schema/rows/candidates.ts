import { quoteLiteral } from "../../sql/quote.ts";
import type { Mentioned } from "./constants.ts";
import { likeSample, regexSample, type Below } from "./samples.ts";
import { splitType } from "./types.ts";

/** SQL expressions of values that a condition may want; those that the type does not take are found out by asking it. */
export function candidatesFor(
  base: string,
  { values, patterns }: Mentioned,
  wanted: number,
  below: Below,
): string[] {
  const given = [...values].slice(0, MOST);
  const { name } = splitType(base);
  const near = given.flatMap((text) => nearOf(name, text, below));
  const sampled = [...patterns].flatMap(({ kind, text }) =>
    Array.from({ length: wanted }, () =>
      kind === "like" ? likeSample(text, below) : regexSample(text, below),
    ),
  );
  return [...new Set([...given, ...sampled].map(quoteLiteral).concat(near))];
}

const MOST = 60;

function nearOf(name: string, text: string, below: Below): string[] {
  const value = Number(text);
  const isNumber = text.trim() !== "" && Number.isFinite(value);
  if (/^(?:smallint|integer|bigint|numeric|real|double precision|money)$/.test(name)) {
    const steps = [-1, 1, 7, -0.01, 0.01];
    return isNumber
      ? [...steps, value / 2, value].map((step) =>
          quoteLiteral(String(Math.round((value + step) * 100) / 100)),
        )
      : [];
  }
  if (/^(?:date|timestamp)/.test(name) && /\d{4}-\d/.test(text))
    return ["1 hour", "1 day", "10 days", "100 days", "-1 day", "-100 days"].map(
      (step) => `(${quoteLiteral(text)}::timestamptz + interval '${step}')`,
    );
  // A number beside a text is most often its length.
  if (isNumber && value >= 0 && value <= 300)
    return [value, value - 1, value + 1]
      .filter((length) => length >= 0)
      .flatMap((length) => [lettersOf(length, below), digitsOf(length, below)])
      .map(quoteLiteral);
  return [
    text.toLowerCase(),
    text.toUpperCase(),
    `${text}x`,
    `x${text}`,
    `${text}@${text}.org`,
  ].map(quoteLiteral);
}

const lettersOf = (length: number, below: Below): string =>
  Array.from({ length }, () => String.fromCodePoint(97 + below(26))).join("");
const digitsOf = (length: number, below: Below): string =>
  Array.from({ length }, () => String(1 + below(9))).join("");

/** For types of which nothing is known, and for conditions of which little is. */
export const usual: readonly string[] = [
  "a",
  "b",
  "A1",
  "1",
  "2",
  "0",
  "1.5",
  "",
  "true",
  "{}",
  "[]",
  '{"a": 1}',
  '["a"]',
  "2024-02-29",
  "2026-01-01 12:00+00",
  "12:00",
  "1 day",
  "00000000-0000-0000-0000-000000000001",
  "someone@example.org",
  "https://example.org/path",
  "+4915112345678",
  "DE",
  "EUR",
  "en-US",
  "#00ff00",
  "\\x00",
  "0101",
  "[1,2)",
  "10.0.0.1",
  "08:00:2b:01:02:03",
  "(1,1)",
  "a=>1",
  "Top.Science",
  "POINT(1 1)",
].map(quoteLiteral);

/** A vector of as many dimensions as the type says, for extensions that have such. */
export function vectorOf(type: string): string[] {
  const [size] = splitType(type.replace(/^.*\./, "")).sizes;
  if (size === undefined || size > 4_000) return [];
  return [1, 2, 3].map((first) =>
    quoteLiteral(`[${[first, ...Array.from({ length: size - 1 }, () => 1)].join(",")}]`),
  );
}
