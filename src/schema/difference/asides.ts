import { quoteIdentifier } from "../../sql/quote.ts";
import { keyOf } from "../key.ts";
import type { Key } from "../key.ts";
import { nameOf } from "../text.ts";
import type { Decided } from "./decide.ts";
import { besides } from "./identity.ts";
import type { Web } from "./needs.ts";
import { kindOfKey, partsOfKey } from "./part.ts";
import type { Part } from "./part.ts";
import { rangeHolders } from "./range-holders.ts";
import { setAside } from "./rebuild.ts";
import type { Aside } from "./rebuild.ts";
import type { Sides } from "./sides.ts";

/**
 * What makes room for another of its name before it goes: tables whose rows go over, types and collations that a column that stays
 * has, or a table whose rows go over, directly or inside another such type. Ranges cannot.
 */
export function asidesOf(sides: Sides, a: Web, decided: Decided): ReadonlyMap<Key, Aside> {
  const asides = new Map<Key, Aside>(
    sides.a.catalog.tables.flatMap((table): [Key, Aside][] =>
      sides.rebuilt.has(nameOf(table)) ? [[keyOf("relation", table), setAside(sides, table)]] : [],
    ),
  );
  const holders = rangeHolders(sides);
  const visit = (part: Part): void => {
    for (const need of a.needs(part)) {
      if (holders.has(need.key)) continue;
      if (asides.has(need.key) || !decided.goes(need.key) || !decided.comes(need.key)) continue;
      const aside = asideOf(need);
      if (aside === undefined) continue;
      asides.set(need.key, aside);
      visit(need);
    }
  };
  for (const part of a.parts.values())
    if (asides.has(part.key) || (kindOfKey(part.key) === "column" && !decided.goes(part.key)))
      visit(part);
  return asides;
}

function asideOf(part: Part): Aside | undefined {
  const drop = part.drop[0]?.sql ?? "";
  const [, word, target] = /^DROP (TYPE|DOMAIN|COLLATION) (.*)$/s.exec(drop) ?? [];
  if (word === undefined || target === undefined) return undefined;
  const names = partsOfKey(part.key);
  const old = quoteIdentifier(besides(names.at(-1) ?? ""));
  const schema = quoteIdentifier(names.at(-2) ?? "");
  return {
    first: [{ sql: `ALTER ${word} ${target} RENAME TO ${old}` }],
    last: [{ sql: `DROP ${word} ${schema}.${old}` }],
  };
}
