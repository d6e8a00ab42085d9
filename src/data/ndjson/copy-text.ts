import { arrayLiteral } from "./array-literal.ts";
import { fieldsOf } from "./fields.ts";

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

/** A line of COPY's text format for the keys in that order; a missing one is NULL. Throws `NoObject`. */
export function copyLine(json: string, keys: readonly Key[]): string {
  const isJson = (name: string): boolean =>
    keys.some((key) => key.kind === "json" && key.name === name);
  const fields = fieldsOf(json, isJson);
  const values = keys.map(({ name, kind }) => {
    const value = fields.get(name) ?? null;
    return kind === "array" && value?.startsWith("[") === true ? arrayLiteral(value) : value;
  });
  return `${values.map(copyField).join("\t")}\n`;
}

function copyField(value: string | null): string {
  if (value === null) return "\\N";
  // eslint-disable-next-line no-control-regex
  return value.replaceAll(/[\\\b\f\n\r\t\v]/g, (character) => ESCAPES[character] ?? character);
}
