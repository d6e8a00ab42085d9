import type { Finding } from "../../core/finding.ts";
import type { Batch, PhaseName, Question, Verification } from "../../core/migration.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { DatabaseSchema } from "../../schema/read-schema.ts";
import type { Statement } from "../../sql/parse.ts";
import type { Effect } from "../effects/effect.ts";

/** One statement of what was asked for, an ALTER TABLE with one command each. */
export interface Change {
  readonly statement: Statement;
  /** The schema right before it. */
  readonly before: Catalog;
  /** And right after it. */
  readonly after: Catalog;
  /** What it would do as it stands. */
  readonly effect: Effect;
  /** The same schemas, with what depends on what. */
  readonly schemas: { readonly before: DatabaseSchema; readonly after: DatabaseSchema };
}

export interface Hints {
  /** Qualified name of a column or table to its new name: `"public.tasks.title": "name"`. */
  readonly renames: Readonly<Record<string, string>>;
  /** Qualified name of a column to the expression that makes the new value of the old row. */
  readonly using: Readonly<Record<string, string>>;
  /** Qualified name of a column to the value of existing rows that have none. */
  readonly backfill: Readonly<Record<string, string>>;
}

/** What a recipe may ask of the database and the request. */
export interface Surroundings {
  /** `server_version_num` of the target. */
  readonly version: number;
  readonly hints: Hints;
  readonly batchSize: number;
  /** Schemas in which the target looks for a name that has none, in this order. */
  readonly searchPath: readonly string[];
  /** Of a relation, qualified and quoted; estimated by Postgres. */
  readonly size: (relation: string) => { readonly rows: number; readonly bytes: number };
  /** Whether what was asked for made the relation itself, so that nobody uses it and it has no rows. */
  readonly isNew: (relation: string) => boolean;
  /** Whether it made the column, so that taking it back takes along what was written into it. */
  readonly isNewColumn: (relation: string, column: string) => boolean;
  /** Whether what was asked for writes rows of the relation: then what its rows are like on the target says little. */
  readonly isWritten: (relation: string) => boolean;
  /**
   * One row of the target's own data, by a read-only query of ours: whether there are NULLs, orphans, duplicates. Undefined where it
   * takes longer than some seconds, fails, or returns none.
   */
  readonly ask: (sql: string) => Promise<Readonly<Record<string, unknown>> | undefined>;
  /**
   * The schema that a copy of the target's has after these statements, which need not be those of the script. Undefined where Postgres
   * refuses one of them.
   */
  readonly tryOut: (statements: readonly string[]) => Promise<DatabaseSchema | undefined>;
  /** A name that nothing in the schema has, at most 63 bytes: `name("tasks", "due_at", "new")`. */
  readonly name: (...parts: readonly string[]) => string;
}

/** A step before anybody has executed it. */
export interface Piece {
  readonly phase: PhaseName;
  readonly purpose: string;
  /** Statements of one transaction, or one that runs alone; of a batch, see `Batch`. */
  readonly sql: string;
  /** Null where there is nothing to take back. */
  readonly rollback: string | null;
  readonly batch?: Batch;
  /** What it does cannot be taken back, nor can then what was done before it: `rollback` is null. */
  readonly irreversible?: true;
}

export interface Cooked {
  /** In the order within their phases. */
  readonly pieces: readonly Piece[];
  readonly verification: readonly (Verification & { readonly phase: PhaseName })[];
  readonly notes: readonly { readonly phase: PhaseName; readonly text: string }[];
  /** What no rollback brings back, with what is kept until when. */
  readonly irreversible: readonly string[];
  /** What has to be answered before the rest counts. */
  readonly questions: readonly Question[];
  readonly findings?: readonly Finding[];
  /** Changes among the later ones that are made along with this one, so that nobody else makes them. */
  readonly taken?: readonly Change[];
  /** The first phase in which statements of the old application fail; undefined where they work until the contract. */
  readonly breaks?: PhaseName;
}

/** How one kind of change is made while the application runs. */
export interface Recipe {
  readonly id: string;
  readonly title: string;
  /** Undefined where the recipe is not for this change. */
  cook(
    change: Change,
    surroundings: Surroundings,
    /** The changes that come after it, in their order. */
    later: readonly Change[],
  ): Promise<Cooked | undefined> | Cooked | undefined;
}
