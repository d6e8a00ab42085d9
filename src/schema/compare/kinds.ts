import type { OtherKind } from "../../postgres/catalog/model/catalog.ts";

/** Kinds of objects, as `differences` names them before the name. */
const kinds: Readonly<Record<OtherKind | OwnKind, true>> = {
  "access method": true,
  cast: true,
  collation: true,
  conversion: true,
  "default privileges": true,
  "event trigger": true,
  extension: true,
  "foreign data wrapper": true,
  "foreign server": true,
  language: true,
  operator: true,
  "operator class": true,
  "operator family": true,
  publication: true,
  routine: true,
  schema: true,
  sequence: true,
  statistics: true,
  subscription: true,
  table: true,
  "text search configuration": true,
  "text search dictionary": true,
  "text search parser": true,
  "text search template": true,
  transform: true,
  type: true,
  "user mapping": true,
  view: true,
};

type OwnKind =
  | "default privileges"
  | "extension"
  | "routine"
  | "schema"
  | "sequence"
  | "statistics"
  | "table"
  | "type"
  | "view";

/** `operator class` before `operator`. */
const longestFirst = Object.keys(kinds).toSorted((a, b) => b.length - a.length);

/** `table` of `table public.tasks`: a word of ours and never a part of the name. */
export function kindOf(object: string): string {
  const kind = longestFirst.find((one) => object.startsWith(`${one} `));
  return kind ?? (object.startsWith("grants on ") ? "grants" : "label");
}
