import type { Configuration } from "../candidate.ts";
import type { Answer, WhatIf } from "../what-if.ts";

/** An answer of the planner as a building block: with these indexes there, the query costs no more than this. */
interface Block {
  readonly used: readonly number[];
  readonly cost: number;
  readonly tables: readonly string[];
}

/**
 * What a query would cost, from what the planner has said so far and without asking it again: the cheapest plan whose indexes are
 * all there, and the savings of plans on other tables on top of it. A guide for a search, which then asks.
 */
export class Estimator {
  readonly #whatIf: WhatIf;
  readonly #blocks: Block[][] = [];
  readonly #seen: number[] = [];
  readonly #queries = new Map<number, Set<number>>();
  #indexed = -1;

  constructor(whatIf: WhatIf) {
    this.#whatIf = whatIf;
  }

  cost(at: number, configuration: Configuration): number {
    const blocks = this.#blocksOf(at);
    const base = this.#base(at);
    let cost = base;
    const taken = new Set<string>();
    for (const block of blocks) {
      if (block.cost >= base) break;
      if (!block.used.every((id) => configuration.has(id))) continue;
      if (block.tables.some((table) => taken.has(table))) continue;
      cost = taken.size === 0 ? block.cost : cost * (block.cost / base);
      for (const table of block.tables) taken.add(table);
    }
    return cost;
  }

  /** Sets of indexes that a plan of the query used together. */
  sets(at: number): readonly (readonly number[])[] {
    return this.#blocksOf(at).map(({ used }) => used);
  }

  /** The queries of which some plan uses the index: to all others it makes no difference here. */
  queriesOf(id: number): ReadonlySet<number> {
    if (this.#indexed !== this.#whatIf.calls) {
      this.#queries.clear();
      for (const at of this.#whatIf.subjects.keys())
        for (const used of this.sets(at))
          for (const one of used)
            this.#queries.set(one, (this.#queries.get(one) ?? new Set()).add(at));
      this.#indexed = this.#whatIf.calls;
    }
    return this.#queries.get(id) ?? new Set();
  }

  #base(at: number): number {
    const empty = this.#whatIf.answers(at).find(({ used }) => used.length === 0);
    return empty?.cost ?? Number.POSITIVE_INFINITY;
  }

  /** Cheapest first; of plans with the same indexes one, and none that needs more indexes than a cheaper one. */
  #blocksOf(at: number): readonly Block[] {
    const answers = this.#whatIf.answers(at);
    const known = this.#blocks[at];
    if (known !== undefined && this.#seen[at] === answers.length) return known;
    const blocks: Block[] = [];
    for (const answer of answers.toSorted(
      (a, b) => a.cost - b.cost || a.used.length - b.used.length,
    ))
      if (!blocks.some(({ used }) => used.every((id) => answer.used.includes(id))))
        blocks.push(this.#block(answer));
    this.#blocks[at] = blocks;
    this.#seen[at] = answers.length;
    return blocks;
  }

  #block({ used, cost }: Answer): Block {
    const tables = used.map((id) => this.#whatIf.candidate(id).definition.table.title);
    return { used, cost, tables: [...new Set(tables)] };
  }
}
