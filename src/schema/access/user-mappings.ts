import type { Catalog, OtherObject } from "../../postgres/catalog/model/catalog.ts";
import type { Options } from "../../postgres/catalog/model/common.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { property } from "../emit/other.ts";
import { foreignOptions, isHidden } from "../text.ts";
import { roleSql } from "./role-sql.ts";

/** Without the options that are secret. */
export function userMappingStatements(catalog: Catalog, mapping: OtherObject): string[] {
  const role = mappedRole(mapping);
  const who = role === null ? "PUBLIC" : roleSql(catalog, role);
  const server = quoteIdentifier(property(mapping, "server") ?? "");
  return [`CREATE USER MAPPING FOR ${who} SERVER ${server}${foreignOptions(optionsOf(mapping))}`];
}

/** Null is PUBLIC. The mapping's name in the catalog is `role on server`. */
export function mappedRole({ name }: OtherObject): string | null {
  const [, role = ""] = /^("(?:[^"]|"")*"|[^"]*?) on /.exec(name) ?? [];
  if (role === "public") return null;
  return role.startsWith('"') ? role.slice(1, -1).replaceAll('""', '"') : role;
}

export function hidesOptions(mapping: OtherObject): boolean {
  return Object.values(optionsOf(mapping)).some(isHidden);
}

function optionsOf(mapping: OtherObject): Options {
  return (mapping.properties["options"] ?? {}) as Options;
}
