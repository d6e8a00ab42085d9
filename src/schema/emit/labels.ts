import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { rank } from "../item.ts";
import type { Item } from "../item.ts";
import { key } from "../key.ts";

/** The catalog names the object in the words that SECURITY LABEL wants. */
export function labelItems(catalog: Catalog): Item[] {
  return catalog.securityLabels.map(({ kind, name, provider, label }) => ({
    key: key("step", kind, name, provider, "label"),
    object: `${kind} ${name}`,
    rank: rank.label,
    statements: [
      `SECURITY LABEL FOR ${quoteIdentifier(provider)} ON ${kind.toUpperCase()} ${name} IS ${quoteLiteral(label)}`,
    ],
  }));
}
