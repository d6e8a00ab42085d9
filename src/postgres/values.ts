import type { Value } from "../core/session.ts";
import { parseArray } from "./arrays.ts";
import { elementOf } from "./builtin.ts";
import { exactNumber, floatNumber, wholeNumber } from "./numbers.ts";
import { exactJson } from "./json.ts";

/** Decodes a value from the text that its type prints. */
export type Decode = (text: string) => Value;

const asText: Decode = (text) => text;

const decoders: Record<number, Decode> = {
  16: (text) => text === "t",
  20: wholeNumber,
  21: wholeNumber,
  23: wholeNumber,
  26: wholeNumber,
  114: exactJson,
  700: floatNumber,
  701: floatNumber,
  1700: exactNumber,
  3802: exactJson,
};

/**
 * How values of a type travel: numbers, booleans, JSON documents and arrays of them as such where nothing is lost, and as Postgres
 * text otherwise. A string in a json column is always JSON text. Types that are not builtin are text.
 */
export function decoderOf(oid: number): Decode {
  const element = elementOf(oid);
  return element === undefined ? (decoders[oid] ?? asText) : arrayDecoder(element);
}

/** An array whose bounds do not begin at 1 stays text, as its bounds would be lost. */
export function arrayDecoder(element: number, delimiter = element === 603 ? ";" : ","): Decode {
  const decode = decoderOf(element);
  return (text) => parseArray(text, delimiter, decode) ?? text;
}

const parsed: Decode = (text) => JSON.parse(text) as Value;
const ownDecoders: Record<number, Decode> = { 20: Number, 114: parsed, 3802: parsed };

/** For the server's own queries, which know what they ask for: int8 is a number, json is parsed. */
export function ownDecoderOf(oid: number): Decode {
  return ownDecoders[oid] ?? decoderOf(oid);
}
