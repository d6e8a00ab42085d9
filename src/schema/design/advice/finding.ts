import type { Finding } from "../../../core/finding.ts";
import { qualified } from "../../../sql/quote.ts";
import type { Model } from "../model.ts";

/** What a rule of design says of one attribute, entity or relationship. */
export function finding(
  { schema }: Model,
  rule: string,
  level: Finding["level"],
  [table, column]: readonly [table: string, column?: string],
  message: string,
): Finding {
  const object = `${qualified(schema, table)}${column === undefined ? "" : `.${column}`}`;
  return { rule, level, object, message, evidence: "rule", key: `${rule}:${object}` };
}
