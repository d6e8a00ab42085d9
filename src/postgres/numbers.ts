import type { Value } from "../core/session.ts";

/** int2, int4, int8, oid: a number up to 2^53, text beyond. */
export function wholeNumber(text: string): Value {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

/** float4 and float8 print the shortest digits that give the same float again. NaN, the infinities and -0 stay text. */
export function floatNumber(text: string): Value {
  const number = Number(text);
  return isJson(number) ? number : text;
}

/** numeric: a number where a double prints the same decimal value, text otherwise. The scale is the column type's business. */
export function exactNumber(text: string): Value {
  const number = Number(text);
  return isJson(number) && isExact(text, number) ? number : text;
}

function isJson(number: number): boolean {
  return Number.isFinite(number) && !Object.is(number, -0);
}

/** Whether the digits, which may have an exponent, are the decimal value that the double prints. */
export function isExact(text: string, number: number): boolean {
  const printed = String(number);
  if (printed === text) return true;
  return digits(printed) === digits(text);
}

/** One spelling for each decimal value: sign, digits without zeros at either end, exponent of the last digit. */
function digits(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return text;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const all = (whole + fraction).replace(/^0+/, "");
  const kept = all.replace(/0+$/, "");
  if (kept === "") return "0";
  return `${sign}${kept}e${Number(exponent) - fraction.length + all.length - kept.length}`;
}
