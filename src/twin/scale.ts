import { qualified } from "../sql/quote.ts";
import type { BuiltTwin } from "./build.ts";
import type { Hands } from "./hands.ts";
import type { FileSize } from "./hypothetical/create.ts";
import type { HypotheticalIndexes } from "./hypothetical/indexes.ts";
import { setSizes } from "./sizes.ts";
import { ofTables } from "./select.ts";
import { importStatistics } from "./statistics/import.ts";
import { factorsOf, scaleStatistics } from "./statistics/scale.ts";
import type { Factor } from "./statistics/scale.ts";
import type { Statistics } from "./statistics/types.ts";

/** How large a twin is for one caller. */
export class Scale {
  readonly #hands: Hands;
  readonly #built: BuiltTwin;
  readonly #indexes: HypotheticalIndexes;
  #statistics: Statistics;
  /** Tables that are not the original's size, qualified. */
  #scaled: ReadonlySet<string> = new Set();

  constructor(hands: Hands, built: BuiltTwin, indexes: HypotheticalIndexes) {
    this.#hands = hands;
    this.#built = built;
    this.#indexes = indexes;
    this.#statistics = built.statistics;
  }

  get statistics(): Statistics {
    return this.#statistics;
  }

  /** Of tables and materialized views, by oid. */
  sizes(): ReadonlyMap<string, FileSize> {
    const sizes = new Map<string, FileSize>();
    for (const { schema, name, kind, pages } of this.#statistics.relations) {
      const relation = this.#built.relations.get(qualified(schema, name));
      if (relation?.path != null && kind !== "i")
        sizes.set(relation.oid, { path: relation.path, pages });
    }
    return sizes;
  }

  async set(factor: Factor, tables?: readonly string[]): Promise<void> {
    const { statistics } = this.#built;
    const scaled = new Set(factorsOf(statistics, factor, tables).keys());
    const changed = new Set([...this.#scaled, ...scaled]);
    if (changed.size === 0) return;
    const wanted = scaleStatistics(statistics, factor, tables);
    this.#scaled = changed;
    await this.#apply(ofTables(wanted, changed));
    this.#statistics = wanted;
    this.#scaled = scaled;
  }

  async #apply(statistics: Statistics): Promise<void> {
    const { session, superuser, directory } = this.#hands;
    const on = { owner: session, superuser };
    await importStatistics(on, statistics);
    await setSizes(on, directory, this.#built.relations, statistics.relations);
    await this.#indexes.resize();
  }
}
