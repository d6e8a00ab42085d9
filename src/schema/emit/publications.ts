import type { OtherObject } from "../../postgres/catalog/model/catalog.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { rank } from "../item.ts";
import type { Item } from "../item.ts";
import { comment, list } from "../text.ts";
import { otherItem, otherName, property } from "./other.ts";

interface PublishedTable {
  /** Qualified and quoted. */
  readonly table: string;
  readonly columns: readonly string[] | null;
  readonly where: string | null;
}

export function publicationItems(object: OtherObject): Item[] {
  const target = `PUBLICATION ${otherName(object)}`;
  const create = `CREATE ${target}${publicationMembers(object)} WITH (${publicationSettings(object)})`;
  return [otherItem(object, rank.publication, [create, ...comment(target, object.comment)])];
}

/** ` FOR TABLE ONLY public.tasks, TABLES IN SCHEMA app`, or nothing. */
export function publicationMembers(object: OtherObject): string {
  if (property(object, "allTables") === "true") return " FOR ALL TABLES";
  const tables = (object.properties["tables"] ?? []) as readonly PublishedTable[];
  const schemas = (object.properties["schemas"] ?? []) as readonly string[];
  const parts = [
    ...tables.map(({ table, columns, where }, at) => {
      const chosen = columns === null ? "" : ` (${list(columns)})`;
      return `${at === 0 ? "TABLE " : ""}ONLY ${table}${chosen}${where === null ? "" : ` WHERE (${where})`}`;
    }),
    ...schemas.map((schema) => `TABLES IN SCHEMA ${quoteIdentifier(schema)}`),
  ];
  return parts.length === 0 ? "" : ` FOR ${parts.join(", ")}`;
}

/** What stands in the parentheses of WITH. */
export function publicationSettings(object: OtherObject): string {
  const published = ["insert", "update", "delete", "truncate"].filter(
    (name) => property(object, name) === "true",
  );
  const generated = property(object, "generated");
  return [
    `publish = ${quoteLiteral(published.join(", "))}`,
    ...(property(object, "viaRoot") === "true" ? ["publish_via_partition_root = true"] : []),
    ...(generated === "s" ? ["publish_generated_columns = stored"] : []),
  ].join(", ");
}
