import type { Session } from "./session.ts";
import type { Target, TargetInput } from "./target.ts";

export interface TwinRequest {
  readonly target?: TargetInput | undefined;
  /**
   * The original is the database of this session, such as a shadow's, rather than a target's. Nobody keeps a twin of it, so its caller may
   * change its schema.
   */
  readonly of?: Session;
  readonly signal: AbortSignal;
}

/** A table, materialized view or partitioned table of the twin, as large as the original is (or would be, at its scale). */
export interface TwinRelation {
  readonly schema: string;
  readonly name: string;
  /** `r` table or partition, `p` partitioned, `m` materialized view. */
  readonly kind: string;
  readonly rows: number;
  readonly bytes: number;
}

/** An index that nobody has built: it exists on the twin alone. */
export interface HypotheticalIndex {
  /** Qualified and quoted. */
  readonly name: string;
  /** Of the table, qualified and quoted. */
  readonly table: string;
  /** `btree`, `gin`... */
  readonly method: string;
  /** What it would take when built on the original, by the model of sizes; over all partitions. */
  readonly bytes: number;
  readonly tuples: number;
}

/** What the twin could not take over, and why plans that touch it are not the original's. */
export interface Missing {
  /** `table public.places`, `statistics of public.tasks`. */
  readonly object: string;
  readonly reason: string;
}

/**
 * The planner twin: schema and planner statistics of a database without its rows, on the embedded Postgres 18. EXPLAIN there gives the
 * original's plans and costs; nothing is executed on it. One caller at a time has it; disposing of it gives it back, without
 * hypothetical indexes, at the original's scale.
 */
export interface Twin extends AsyncDisposable {
  /** The original. */
  readonly target: Target;
  /**
   * On the twin, as the owner of everything there, under the planner settings and the search path of the original's session. Policies do
   * not hold for an owner, and are not there. A statement that is prepared keeps its plan when indexes are hidden: have it planned anew.
   */
  readonly session: Session;
  readonly relations: readonly TwinRelation[];
  readonly missing: readonly Missing[];
  /**
   * `CREATE INDEX` statements of any access method, with or without a name and CONCURRENTLY. In the order given; they are visible to the
   * planner at once. One that Postgres refuses, or whose size nobody knows, is an error in its place, and the others are made. Many
   * together take a fraction of the time that they take one by one. Nothing may be planned on the session meanwhile.
   */
  createIndexes(statements: readonly string[]): Promise<readonly (HypotheticalIndex | Error)[]>;
  dropIndexes(names: readonly string[]): Promise<void>;
  /**
   * Lets the planner see these hypothetical indexes and no others, and the original's indexes without those in `hidden`. Much cheaper than
   * making and dropping. Names as in `HypotheticalIndex`, of partitioned tables those of the whole.
   */
  show(hypothetical: Iterable<string>, hidden?: Iterable<string>): Promise<void>;
  /**
   * As if tables had `factor` times the rows, all or those named (qualified and quoted) with their partitions; hypothetical indexes grow
   * with them. Each call begins with the original: what it does not name has the original's size. 1 is the original. Or each table by a
   * factor of its own; then references have as many values as the table that they lead to has grown.
   */
  scale(factor: number | ReadonlyMap<string, number>, tables?: readonly string[]): Promise<void>;
}
