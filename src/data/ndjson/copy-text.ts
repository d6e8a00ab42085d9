import { arrayLiteral } from "./array-literal.ts";
import { fieldsOf, UnfitLine } from "./fields.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
  "\v": "\\v",
};

export interface Key {
  readonly name: string;
  /** What its column is made of, where a text is not all. */
  readonly kind: "array" | "json" | "text";
}

/** Of a column of that type. */
export function kindOf(type: string): Key["kind"] {
  if (type.endsWith("[]")) return "array";
  return type === "json" || type === "jsonb" ? "json" : "text";
}

/**
 * A line of COPY's text format for the keys in that order; a missing one is NULL. Throws `UnfitLine`, for a value of another key, too: it
 * would be lost.
 */
export function copyLine(json: string, keys: readonly Key[]): string {
  const asSource = (name: string): boolean =>
    keys.some((key) => key.kind !== "text" && key.name === name);
  const fields = fieldsOf(json, asSource);
  let left = fields.size;
  const values = keys.map(({ name, kind }) => {
    const value = fields.get(name);
    if (value !== undefined) left -= 1;
    return kind === "array" && value != null ? arrayText(value) : value;
  });
  if (left > 0) refuseOthers(fields, keys);
  return `${values.map(copyField).join("\t")}\n`;
}

/** For the source of a value: a string may hold an array as Postgres writes it. */
function arrayText(source: string): string {
  if (source.startsWith('"')) return JSON.parse(source) as string;
  return source.startsWith("[") ? arrayLiteral(source) : source;
}

/** NULL is what a key that is missing gives, so nothing is lost with one. */
function refuseOthers(fields: ReadonlyMap<string, string | null>, keys: readonly Key[]): void {
  for (const [name, value] of fields)
    if (value !== null && !keys.some((key) => key.name === name))
      throw new UnfitLine(
        `a key that was in no sample: name it in options.types, columns or skip: ${name}`,
      );
}

/** What Postgres will be given for a text of the sample, which does not say any more whether it was a string. */
export function judgedText(value: string, kind: Key["kind"]): string {
  if (kind === "text") return value;
  const isJson = parses(value);
  if (kind === "array") return isJson ? arrayText(value) : value;
  return isJson ? value : JSON.stringify(value);
}

function parses(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

function copyField(value: string | null | undefined): string {
  if (value == null) return "\\N";
  // eslint-disable-next-line no-control-regex
  return value.replaceAll(/[\\\b\f\n\r\t\v]/g, (character) => ESCAPES[character] ?? character);
}
