import type { OtherObject } from "../../postgres/catalog/model/catalog.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { Item } from "../item.ts";
import { key } from "../key.ts";

export function otherItem(object: OtherObject, rank: number, statements: readonly string[]): Item {
  return {
    key: key("other", object.kind, object.schema, object.name),
    object: `${object.kind} ${otherName(object)}`,
    rank,
    statements,
  };
}

/** For kinds whose name is an identifier. */
export function otherName({ schema, name }: OtherObject): string {
  return schema === null
    ? quoteIdentifier(name)
    : `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

/** A property as text; null where the system catalog says that there is none. */
export function property(object: OtherObject, name: string): string | null {
  return textOf(object.properties[name]);
}

/** A value of a system catalog as text; `-` is its word for no function. */
export function textOf(value: unknown): string | null {
  if (typeof value === "string") return value === "-" ? null : value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}
