import type { Finding } from "../../core/finding.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import type { IntegrityFacts } from "./facts.ts";

/** What a probe found out about one object. */
export interface Violation {
  readonly level: Finding["level"];
  /** Qualified name, quoted. */
  readonly object: string;
  /** What tells it apart from others of the check on the same object: a constraint, a column. */
  readonly about?: string;
  /** Condition, effect, and what to do instead. */
  readonly message: string;
  /** Rows, where rows are what is wrong. */
  readonly count?: number;
  /** Keys of some of them, as in Postgres's details: `(id)=(42)`. */
  readonly samples?: readonly string[];
  /** SQL to run. */
  readonly fix?: string;
}

/** How a probe reads: inside a read-only transaction of its own, under a time limit. */
export interface Reader {
  readonly version: number;
  /** Of 1, of the rows that `from` gives. */
  readonly share: number;
  /** Rows of a query of ours. `guarded` holds expressions of the schema's, which may do nothing but read. */
  rows<R>(sql: string, options?: RowsOptions): Promise<R[]>;
  /** A table in FROM, under an alias: all of its rows, or a share of them. Inherited rows are not its own. */
  from(table: Pick<Table, "schema" | "name" | "kind">, alias: string): string;
}

export interface RowsOptions {
  readonly params?: readonly unknown[];
  readonly guarded?: boolean;
}

/** One question about the rows of one object. */
export interface Probe {
  readonly object: string;
  /** Qualified names of the tables that it reads. */
  readonly reads: readonly string[];
  /** It takes shares of tables by `Reader.from`, so it can be asked again with less to read. */
  readonly samples: boolean;
  run(reader: Reader): Promise<readonly Violation[]>;
}

/** Facts in, questions out. */
export interface Check {
  /** Stable, in kebab case; the rule of its findings. */
  readonly id: string;
  probes(facts: IntegrityFacts): Iterable<Probe>;
  /** Why nothing can be asked here, where that is so. */
  unavailable?(facts: IntegrityFacts): string | undefined;
}
