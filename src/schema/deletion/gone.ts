/** Where a row lies. */
export interface RowId {
  /** Oid of the table that holds it. */
  readonly relation: number;
  /** Its ctid, as text. */
  readonly row: string;
}

/** How a row goes. */
interface Going {
  /** 0 by the statement itself, then by the cascades of the level before. */
  readonly level: number;
  /** The row whose trigger took it, and the trigger. */
  readonly parent: string;
  readonly trigger: string | null;
}

/** The rows that go, each with the first way that led to it. */
export class Gone {
  readonly #rows = new Map<number, Map<string, Going>>();
  #size = 0;

  constructor(roots: readonly RowId[]) {
    for (const root of roots) this.add(root, 0, "", null);
  }

  get size(): number {
    return this.#size;
  }

  add({ relation, row }: RowId, level: number, parent: string, trigger: string | null): void {
    const rows = this.#rows.get(relation) ?? new Map<string, Going>();
    this.#rows.set(relation, rows);
    const known = rows.get(row);
    if (known !== undefined && !(known.level === level && known.parent === parent)) return;
    if (known !== undefined && (known.trigger ?? "") <= (trigger ?? "")) return;
    if (known === undefined) this.#size++;
    rows.set(row, { level, parent, trigger });
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
