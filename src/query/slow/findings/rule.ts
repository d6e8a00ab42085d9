import type { Finding } from "../../../core/finding.ts";
import type { Judged } from "../judged.ts";
import type { Source } from "../../../postgres/statements/source.ts";
import type { Statements } from "../../../postgres/statements/statements.ts";

/** All that rules may look at. */
export interface SlowContext {
  /** One entry for each statement, whoever ran it. */
  readonly statements: readonly Judged[];
  readonly source: Source;
  readonly hidden: Statements["hidden"];
  /** Of all statements of the database, in ms. */
  readonly totalMs: number;
  readonly role: string;
  readonly sloMs: number | undefined;
  readonly order: string;
}

export interface Observation {
  readonly level: Finding["level"];
  /** None where the finding is about all of them. */
  readonly statement?: Judged;
  readonly message: string;
  readonly evidence: Finding["evidence"];
  readonly fix?: string;
  /** What is at stake, 0 to 1. */
  readonly weight: number;
}

/** One thing that the statistics of statements may show. */
export interface SlowRule {
  readonly id: string;
  readonly title: string;
  readonly condition: string;
  readonly effect: string;
  readonly workaround: string;
  check(context: SlowContext): Iterable<Observation>;
}

/** Of the time of all statements. */
export const share = ({ totalMs }: SlowContext, ms: number): number =>
  totalMs > 0 ? Math.min(1, ms / totalMs) : 0;

/** It has a plan that explain_query shows. */
export const isPlanned = ({ command }: Judged): boolean =>
  command !== "utility" && command !== "explain";

/** It runs again and again: what ran once was a load or a migration. */
export const recurs = (statement: Judged): boolean => isPlanned(statement) && statement.calls > 1;
