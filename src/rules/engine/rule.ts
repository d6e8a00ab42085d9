import type { Finding } from "../../core/finding.ts";

/** What a rule says of one object. */
export interface RuleFinding {
  readonly level: Finding["level"];
  /** Qualified name as Postgres prints it; roles and databases with their kind before it. */
  readonly object: string;
  /** What tells it apart from others of the rule on the same object: a grantee, a policy. */
  readonly about?: string | undefined;
  /** Condition, effect, and what to do instead. */
  readonly message: string;
  readonly evidence: Finding["evidence"];
  /** SQL that ends it, and SQL that leads back to what was. */
  readonly fix?: string | undefined;
  readonly rollback?: string | undefined;
}

/** Facts in, findings out, and nothing read or written. `good` and `bad` in the tests of each rule are executed. */
export interface Rule<Facts> {
  /** Stable id, in kebab case. */
  readonly id: string;
  readonly title: string;
  /** What may come of it, in a sentence. */
  readonly effect: string;
  check(facts: Facts): Iterable<RuleFinding>;
}
