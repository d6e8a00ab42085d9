import { identifier } from "../../../../core/identifier.ts";
import type { Catalog } from "../../../../postgres/catalog/model/catalog.ts";
import type { ObjectName } from "../../../../postgres/catalog/model/common.ts";
import type { Table, View } from "../../../../postgres/catalog/model/table.ts";
import { qualified } from "../../../../sql/quote.ts";
import { isFields, nameParts, textOf } from "../../../../sql/walk.ts";
import type { LintedStatement } from "../../rule.ts";

const known = new WeakMap<Catalog, ReadonlyMap<string, Table | View>>();

/** Tables and views by their qualified and quoted names. */
export function relationsOf(catalog: Catalog): ReadonlyMap<string, Table | View> {
  const kept = known.get(catalog);
  if (kept !== undefined) return kept;
  const relations = new Map<string, Table | View>(
    [...catalog.tables, ...catalog.views].map((relation) => [nameOf(relation), relation]),
  );
  known.set(catalog, relations);
  return relations;
}

export function tableOf(catalog: Catalog, name: string): Table | undefined {
  const relation = relationsOf(catalog).get(name);
  return relation !== undefined && "constraints" in relation ? relation : undefined;
}

export const nameOf = ({ schema, name }: ObjectName): string => qualified(schema, name);

/** The schemas in which the statement looks for a name without one, the first first. */
export function searchPath(at: LintedStatement): readonly string[] {
  const setting = at.settings.get("search_path") ?? "public";
  const names = [...setting.matchAll(/"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([^\s,"']+)/g)].map(
    ([, quoted, literal, plain]) =>
      quoted?.replaceAll('""', '"') ?? literal?.replaceAll("''", "'") ?? plain ?? "",
  );
  const existing = new Set(at.before.schemas.map(({ name }) => name));
  return names
    .map((name) => (existing.has(name) ? name : name.toLowerCase()))
    .filter((name) => existing.has(name));
}

/** What a RangeVar names, as the statement finds it; what it makes is in the first schema of the path. */
export function relationNamed(at: LintedStatement, range: unknown): string {
  const fields = isFields(range) ? range : {};
  return found(at, textOf(fields["schemaname"]), textOf(fields["relname"]));
}

/** What a list of String nodes names. */
export function relationListed(at: LintedStatement, names: unknown): string {
  const [name = "", schema = ""] = nameParts(names).toReversed();
  return found(at, schema, name);
}

function found(at: LintedStatement, schema: string, name: string): string {
  if (schema !== "") return qualified(schema, name);
  const path = searchPath(at);
  const there = path.find(
    (candidate) =>
      relationsOf(at.before).has(qualified(candidate, name)) ||
      relationsOf(at.after).has(qualified(candidate, name)),
  );
  return qualified(there ?? path[0] ?? "public", name);
}

/** Names in our sentences. */
export const code = (name: string): string => `\`${identifier(name)}\``;

/** `a`, `b` and `c`. */
export function listed(names: readonly string[]): string {
  const quoted = names.map(code);
  if (quoted.length < 2) return quoted.join("");
  return `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1) ?? ""}`;
}
