import type { DesignedIndex } from "../tables.ts";
import type { Parameter } from "./query.ts";

/** What a design's access patterns need, as the planner sees it at the rows that are expected. */
export interface ProvenAccess {
  /** Those of access patterns and of foreign keys, in the order of the tables. Keys and unique constraints are not among them. */
  readonly indexes: readonly DesignedIndex[];
  /** One for each pattern, in their order. */
  readonly patterns: readonly ProvenPattern[];
  /** Indexes that were tried for what they could serve, and are not worth it. */
  readonly dropped: readonly { readonly sql: string; readonly reason: string }[];
  /** What was not as planned: tables that took no rows, statistics that the twin lacks. */
  readonly notes: readonly string[];
}

export interface ProvenPattern {
  /** As the model names it. */
  readonly name: string;
  /** The entity. */
  readonly entity: string;
  /** What answers it; of a sorted one the first page. `$1` stands for the first parameter. */
  readonly sql: string;
  readonly parameters: readonly Parameter[];
  /** Of a sorted one: the page after the row whose values are the parameters `last_...`. */
  readonly next: { readonly sql: string; readonly parameters: readonly Parameter[] } | null;
  /** Names of the indexes that its plan reads, keys and unique constraints among them. */
  readonly uses: readonly string[];
  readonly plan: string;
  /** In planner units: of one page where it is sorted. */
  readonly cost: number;
  /** False where a large table is read from beginning to end, or Postgres refuses the query. */
  readonly ok: boolean;
  /** Why there is no index, or what is wrong. */
  readonly reason: string | null;
  /** What tenants' policies keep from indexes, and what would change that; null where it is nothing. */
  readonly behindPolicies: string | null;
  readonly evidence: "estimated";
}
