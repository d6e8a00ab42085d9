import type { Plan } from "../../plan/node.ts";
import type { TableOf } from "../read-tables.ts";
import type { TableUse } from "./use.ts";

/** The tables of a query by the aliases that EXPLAIN gives them, which are unique in a plan. A partition stands for its whole. */
export class Aliases {
  readonly #uses = new Map<string, TableUse>();
  readonly #canonical = new Map<string, string>();

  constructor(plans: readonly Plan[], tableOf: TableOf) {
    for (const plan of plans)
      for (const { relation } of plan.nodes) {
        const table = relation && tableOf(relation);
        if (relation === undefined || table === undefined) continue;
        const alias = table.partitioned ? relation.alias.replace(/_\d+$/, "") : relation.alias;
        this.#canonical.set(relation.alias, alias);
        const known = this.#uses.get(alias);
        if (known === undefined) this.#uses.set(alias, unused(table, alias));
      }
  }

  /** Partitions are called `events_1`, `events_2`; what joins them calls them `events`. */
  canonical(alias: string): string {
    return this.#canonical.get(alias) ?? alias;
  }

  /** Of a query on one table, EXPLAIN prints what a node puts out without the alias. */
  use(alias: string): TableUse | undefined {
    if (alias === "" && this.#uses.size === 1) return this.uses()[0];
    return this.#uses.get(this.canonical(alias));
  }

  uses(): TableUse[] {
    return [...this.#uses.values()];
  }
}

const unused = (table: TableUse["table"], alias: string): TableUse => ({
  table,
  alias,
  equal: [],
  ranges: [],
  joins: [],
  orders: [],
  groups: [],
  searches: [],
  conditions: [],
  arms: [],
  needed: new Set(),
});
