import type { Item } from "../item.ts";
import type { Key } from "../key.ts";
import type { Change } from "./change.ts";

/** What one side has of one object: how it is made there, and how it goes. */
export interface Part extends Item {
  readonly drop: readonly Change[];
  /** It goes without a word when one of these does. */
  readonly within: readonly Key[];
  /** These cannot stay when it goes. */
  readonly binds?: readonly Key[];
  /** It is made, or goes, in the statements of that one. */
  readonly absorbed?: Key;
  /** Names that nothing else of its kind may have at the same time. */
  readonly claims: readonly string[];
}

/** How an object goes. */
export type Removal = Pick<Part, "drop" | "within" | "claims" | "binds">;

export function removal(
  drop: string | readonly (string | Change)[],
  within: readonly Key[] = [],
  claims: readonly string[] = [],
): Removal {
  const list = typeof drop === "string" ? [drop] : drop;
  return {
    drop: list.map((one) => (typeof one === "string" ? { sql: one } : one)),
    within,
    claims,
  };
}

export type Parts = ReadonlyMap<Key, Part>;

/** The kind and the names that a key is made of. */
export function partsOfKey(key: Key): readonly [kind: string, ...names: string[]] {
  return JSON.parse(key) as [string, ...string[]];
}

export function kindOfKey(key: Key): string {
  return partsOfKey(key)[0];
}
