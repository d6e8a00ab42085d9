import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { ResolvedIntent, ResolvedTable } from "../../resolved.ts";
import type { Cast } from "./cast.ts";
import type { Linked } from "./linked.ts";

/** A row that the proof wants: values of the columns that matter, the others are drawn. */
export interface Spec {
  readonly values: Readonly<Record<string, string | null>>;
  readonly tenant: string | null;
  readonly owner: string | null;
  /**
   * `main` rows may have children, `odd` rows are deleted ones, and another's with everything in their other columns that a policy might
   * be fooled by; `reserve` rows are taken out again to be inserted by actors.
   */
  readonly use: "main" | "odd" | "reserve";
}

export interface Planning {
  readonly intent: ResolvedIntent;
  readonly catalog: Catalog;
  readonly cast: Cast;
  readonly linked: readonly Linked[];
  /** Ids for keys that children refer to, by table and column. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** What other columns of another's row may hold, by table: one record for each odd row. */
  readonly oddities: ReadonlyMap<string, readonly Spec["values"][]>;
}

/** The mark of rows that are not deleted. */
export const unmarked = (resolved: ResolvedTable | undefined): Spec["values"] =>
  resolved?.deleted == null
    ? {}
    : { [resolved.deleted.column]: resolved.deleted.kind === "boolean" ? "false" : null };

/** Evenly from the whole list, so that no tenant is left out. */
export function spread<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from(
    { length: most },
    (_, at) => list[Math.floor((at * list.length) / most)],
  ).filter((item): item is T => item !== undefined);
}
