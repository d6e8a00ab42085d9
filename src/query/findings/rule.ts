import type { Finding } from "../../core/finding.ts";
import type { PlanNode } from "../plan/node.ts";
import type { FindingContext } from "./context.ts";

/** What a rule saw. The registry makes a `Finding` of it. */
export interface Observation {
  readonly level: Finding["level"];
  /** Where: the node is named by its relation, or by what it does. */
  readonly node: PlanNode | undefined;
  /** Named instead of the node. */
  readonly object?: string;
  /** Condition, effect with figures, what to do instead. */
  readonly message: string;
  readonly evidence: Finding["evidence"];
  /** SQL that makes the finding go away. Statements apart, each on its own line, ended by a semicolon, when there are several. */
  readonly fix?: string | undefined;
  /** Part of the plan's time or cost that is at stake, 0 to 1. */
  readonly weight: number;
}

/** One thing that a plan may show. The texts are the rule's documentation. */
export interface FindingRule {
  readonly id: string;
  readonly title: string;
  readonly condition: string;
  readonly effect: string;
  readonly workaround: string;
  readonly sources?: readonly string[];
  /** The first major version whose EXPLAIN shows it; without it every version does. */
  readonly since?: number;
  check(context: FindingContext): Iterable<Observation>;
}
