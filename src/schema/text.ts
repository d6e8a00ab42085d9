import type { ObjectName, Options } from "../postgres/catalog/model/common.ts";
import { qualified, quoteIdentifier, quoteLiteral } from "../sql/quote.ts";

export function nameOf({ schema, name }: ObjectName): string {
  return qualified(schema, name);
}

export function list(names: readonly string[]): string {
  return names.map(quoteIdentifier).join(", ");
}

/** ` WITH (a=1, b='x y')`, or nothing. */
export function withOptions(options: Options, prefix = ""): string {
  const settings = settingsOf(options, prefix);
  return settings === "" ? "" : ` WITH (${settings})`;
}

export function settingsOf(options: Options, prefix = ""): string {
  return Object.entries(options)
    .map(
      ([name, value]) =>
        `${prefix}${quoteIdentifier(name)}=${plain.test(value) ? value : quoteLiteral(value)}`,
    )
    .join(", ");
}

const plain = /^(-?\d+(\.\d+)?|true|false|on|off)$/;

/** What the catalog puts in the place of a value that may be a secret. */
export function isHidden(value: string): boolean {
  return value === "(hidden)";
}

/** ` OPTIONS (host 'x')` of foreign data, without those that the catalog hides because they may be secret; or nothing. */
export function foreignOptions(options: Options): string {
  const shown = Object.entries(options).filter(([, value]) => !isHidden(value));
  if (shown.length === 0) return "";
  return ` OPTIONS (${shown.map(([name, value]) => `${quoteIdentifier(name)} ${quoteLiteral(value)}`).join(", ")})`;
}

/** COMMENT ON, or nothing. `target` is SQL: `COLUMN public.tasks.title`. */
export function comment(target: string, text: string | null): string[] {
  return text === null ? [] : [`COMMENT ON ${target} IS ${quoteLiteral(text)}`];
}

/** A definition as Postgres prints it, without the semicolon at its end. */
export function bare(definition: string): string {
  return definition.replace(/;?\s*$/, "");
}
