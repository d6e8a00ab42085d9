import { ToolError } from "../core/errors.ts";
import type { Parameter } from "./exchange.ts";
import { isStorable } from "./text.ts";

/** Whether Postgres has to say the parameters' types first: an array can be an array or a JSON document. */
export function needsTypes(params: readonly unknown[]): boolean {
  return params.some((value) => typeof value === "object" && value !== null);
}

const JSON_TYPES = new Set([114, 3802]);

/** Each parameter as Postgres reads it as text. `types` are the oids that Postgres inferred, where they were asked for. */
export function encodeParameters(
  params: readonly unknown[],
  types: readonly number[] = [],
): Parameter[] {
  return params.map((value, index) => encode(value, types[index], index));
}

function encode(value: unknown, type: number | undefined, index: number): Parameter {
  switch (typeof value) {
    case "undefined":
      return null;
    case "string":
      return wellFormed(value, index);
    case "number":
    case "bigint":
    case "boolean":
      return String(value);
    default:
      if (value === null) return null;
      if (Array.isArray(value) && !JSON_TYPES.has(type ?? 0)) return arrayLiteral(value, index);
      return JSON.stringify(value);
  }
}

/** `{1,NULL,"a \"b\""}`. */
function arrayLiteral(values: readonly unknown[], index: number): string {
  const items = values.map((value) => {
    if (value === null || value === undefined) return "NULL";
    if (Array.isArray(value)) return arrayLiteral(value, index);
    const text = encode(value, undefined, index) ?? "";
    return `"${text.replace(/["\\]/g, "\\$&")}"`;
  });
  return `{${items.join(",")}}`;
}

function wellFormed(text: string, index: number): string {
  if (isStorable(text)) return text;
  throw new ToolError(
    "INVALID_INPUT",
    `Parameter $${index + 1} holds a NUL or half a surrogate pair, which no Postgres text can hold.`,
    "Remove the character, or pass bytes as `\\x...` to a bytea parameter.",
  );
}
