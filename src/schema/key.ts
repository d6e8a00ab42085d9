import type { ObjectName } from "../postgres/catalog/model/common.ts";

/** An object's identity inside its database, the same whether it comes from a `Catalog` or from `pg_depend`. */
export type Key = string;

export type KeyKind =
  | "schema"
  | "extension"
  | "type"
  | "relation"
  | "column"
  | "index"
  | "sequence"
  | "routine"
  | "default"
  | "constraint"
  | "domain constraint"
  | "rule"
  | "trigger"
  | "policy"
  | "statistics"
  | "members"
  | "other"
  /** What has no entry in a system catalog of its own: a step on the way to an object. */
  | "step";

export function key(kind: KeyKind, ...parts: readonly (string | null)[]): Key {
  return JSON.stringify([kind, ...parts.map((part) => part ?? "")]);
}

export function keyOf(
  kind: KeyKind,
  { schema, name }: ObjectName,
  ...parts: readonly string[]
): Key {
  return key(kind, schema, name, ...parts);
}
