import type { Value } from "../core/session.ts";

/** Decodes a value's text as the given type prints it. */
export type Decode = (text: string) => Value;

/** The text as a number where it is one exactly: `1.50` is 1.5, `0.10000000000000000001` stays text. */
function exactNumber(text: string): Value {
  const number = Number(text);
  if (!Number.isFinite(number) || Object.is(number, -0)) return text;
  return String(number) === plain(text) ? number : text;
}

/** Without the zeros that end a fraction: they are part of a numeric's scale, which the column's type tells. */
function plain(text: string): string {
  return text.includes(".") && !text.includes("e") ? text.replace(/\.?0+$/, "") : text;
}

/** float4 and float8 print the shortest digits that give the same float again. */
function float(text: string): Value {
  const number = Number(text);
  return Number.isFinite(number) && !Object.is(number, -0) ? number : text;
}

const number: Decode = (text) => Number(text);
const boolean: Decode = (text) => text === "t";
const whole: Decode = (text) => {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
};

const decoders: Record<number, Decode> = {
  16: boolean,
  20: whole,
  21: number,
  23: number,
  26: number,
  700: float,
  701: float,
  1700: exactNumber,
};

export const asText: Decode = (text) => text;

/** The decoder of a builtin type; text for every other. */
export function decoderOf(oid: number): Decode {
  return decoders[oid] ?? asText;
}
