import type { Json } from "./json.ts";

/**
 * The text of a parameter, as Neon's proxy makes it (`json_to_pg_text`): strings as they are, arrays as Postgres writes
 * them with elements as JSON writes them, anything else as JSON.
 */
export function pgText(value: Json, restore: (text: string) => string): string | null {
  if (value === null) return null;
  if (typeof value === "string") return restore(value);
  if (Array.isArray(value)) return restore(arrayText(value));
  return restore(JSON.stringify(value));
}

function arrayText(values: readonly Json[]): string {
  return `{${values.map(elementText).join(",")}}`;
}

function elementText(value: Json): string {
  if (value === null) return "NULL";
  if (Array.isArray(value)) return arrayText(value);
  const json = JSON.stringify(value);
  return typeof value === "object" ? JSON.stringify(json) : json;
}
