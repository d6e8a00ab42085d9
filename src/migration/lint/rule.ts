import type { ToolError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Statement } from "../../sql/parse.ts";
import type { Effect } from "../effects/effect.ts";

/** One statement of a set of migrations, as it was met and executed on the shadow, where the statements before it had run. */
export interface LintedStatement {
  readonly statement: Statement;
  /** From 0, over all files. */
  readonly number: number;
  readonly file: string | undefined;
  /** From 1, in the file. */
  readonly line: number;
  /** Statements with the same number run in one transaction; undefined runs by itself. */
  readonly transaction: number | undefined;
  /** The schema before the statement. */
  readonly before: Catalog;
  /** And after it: the same object where nothing was executed or nothing came of it. */
  readonly after: Catalog;
  /** Undefined where it was not executed, or failed. */
  readonly effect: Effect | undefined;
  readonly error: ToolError | undefined;
  /** It stands in the PL/pgSQL body of this statement: it runs within a DO block, or when a routine is called. */
  readonly within?: "block" | "routine";
  /** Settings that earlier statements gave the session or the transaction, as `lock_timeout`. */
  readonly settings: ReadonlyMap<string, string>;
}

export interface LintedFile {
  readonly path: string;
  /** The tool opens a transaction around it. */
  readonly wrapped?: boolean;
  readonly statements: readonly LintedStatement[];
}

/** All that rules may look at. */
export interface LintedSet {
  readonly framework: string | undefined;
  readonly files: readonly LintedFile[];
  readonly statements: readonly LintedStatement[];
  /** Statements in the bodies of routines, which run when somebody calls them. */
  readonly bodies?: readonly LintedStatement[];
  /** Major version that the migrations are for. */
  readonly postgres: number;
  /** Whether this set made the relation (qualified and quoted) before the statement of this number: then nobody uses it yet. */
  isNew(relation: string, number: number): boolean;
  /** Rows of the relation on the target; undefined where there is no target. */
  rows(relation: string): number | undefined;
}

export interface LintFinding {
  readonly level: Finding["level"];
  /** Where it was seen; undefined speaks of the set. */
  readonly at?: LintedStatement;
  readonly file?: string;
  /** Qualified name. */
  readonly object: string;
  /** Condition, effect, and what to do instead. */
  readonly message: string;
  readonly evidence: Finding["evidence"];
  /** SQL to run instead. */
  readonly fix?: string;
}

/** Facts in, findings out. `good` and `bad` in the tests of each rule are executed. */
export interface LintRule {
  /** Stable id, in kebab case. */
  readonly id: string;
  readonly title: string;
  readonly condition: string;
  readonly effect: string;
  readonly workaround: string;
  check(set: LintedSet): Iterable<LintFinding>;
}
