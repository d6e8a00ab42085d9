import { ToolError } from "../core/errors.ts";
import type { Parameter } from "./exchange.ts";
import { isStorable } from "./text.ts";

/** Whether Postgres has to say the parameters' types first: an array can be an array or a JSON document. */
export function needsTypes(params: readonly unknown[]): boolean {
  return params.some((value) => typeof value === "object" && value !== null);
}

const JSON_TYPES = new Set([114, 3802]);
const JSON_ARRAYS = new Set([199, 3807]);

/** Each parameter as Postgres reads it as text. `types` are the oids that Postgres inferred, where they were asked for. */
export function encodeParameters(
  params: readonly unknown[],
  types: readonly number[] = [],
): Parameter[] {
  return params.map((value, index) => encode(value, types[index] ?? 0, index));
}

function encode(value: unknown, type: number, index: number): Parameter {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value) && !JSON_TYPES.has(type)) return arrayLiteral(value, type, index);
  if (typeof value === "string") return storable(value, index);
  return storable(JSON.stringify(value), index);
}

/** `{1,NULL,"a \"b\""}`. The elements of a json[] are documents, so an array in it is no further dimension. */
function arrayLiteral(values: readonly unknown[], type: number, index: number): string {
  const items = values.map((value) => {
    if (value === null || value === undefined) return "NULL";
    const documents = JSON_ARRAYS.has(type);
    if (Array.isArray(value) && !documents) return arrayLiteral(value, type, index);
    const text = encode(value, documents ? 3802 : 0, index) ?? "";
    return `"${text.replace(/["\\]/g, "\\$&")}"`;
  });
  return `{${items.join(",")}}`;
}

function storable(text: string, index: number): string {
  if (isStorable(text)) return text;
  throw new ToolError(
    "INVALID_INPUT",
    `Parameter $${index + 1} holds a NUL or half a surrogate pair, which no Postgres text can hold.`,
    "Remove the character, or pass bytes as `\\x...` to a bytea parameter.",
  );
}
