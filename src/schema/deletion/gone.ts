/** Where a row lies. */
export interface RowId {
  /** Oid of the table that holds it. */
  readonly relation: number;
  /** Its ctid, as text. */
  readonly row: string;
}

/** When a row goes. */
interface Going {
  /** 0 by the statement itself, then by the cascades of the level before. */
  readonly level: number;
  /** Of the triggers of a level, the one that takes it. */
  readonly turn: number;
  /** How many went before. */
  readonly place: number;
}

/** The rows that go, in the order in which they do. */
export class Gone {
  readonly #rows = new Map<number, Map<string, Going>>();
  #size = 0;

  constructor(roots: readonly RowId[]) {
    for (const root of roots) this.add(root, 0, 0);
  }

  get size(): number {
    return this.#size;
  }

  /** A row that went already does not go again. */
  add({ relation, row }: RowId, level: number, turn: number): void {
    const rows = this.#rows.get(relation) ?? new Map<string, Going>();
    this.#rows.set(relation, rows);
    if (rows.has(row)) return;
    rows.set(row, { level, turn, place: this.#size++ });
  }

  find({ relation, row }: RowId): Going | undefined {
    return this.#rows.get(relation)?.get(row);
  }

  /** Rows that go at a level, by table. */
  at(level: number): Map<number, string[]> {
    const found = new Map<number, string[]>();
    for (const [relation, rows] of this.#rows) {
      const own = [...rows].flatMap(([row, going]) => (going.level === level ? [row] : []));
      if (own.length > 0) found.set(relation, own);
    }
    return found;
  }

  counts(): Map<number, number> {
    return new Map(Array.from(this.#rows, ([relation, rows]) => [relation, rows.size]));
  }
}
