import { ToolError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import { identifier } from "../../core/identifier.ts";
import { nearest } from "../../core/nearest.ts";
import type { Rule, RuleFinding } from "./rule.ts";

/** A finding with the way back. */
export interface Reported extends Finding {
  readonly rollback?: string;
}

export interface Group {
  readonly rule: string;
  /** The worst of its findings'. */
  readonly level: Finding["level"];
  readonly count: number;
}

export interface Selection {
  /** Ids of rules; without them, all. */
  readonly rules?: readonly string[] | undefined;
  /** Ids of rules and keys of findings that are not told. */
  readonly ignore?: readonly string[] | undefined;
}

const LEVELS = ["error", "warning", "info"];

/** Errors first. */
export const rank = (level: Finding["level"]): number => LEVELS.indexOf(level);

/**
 * What the rules find, the worst first, each with a key that stays the same as long as the finding does. Errors: NOT_FOUND for the
 * id of a rule that does not exist.
 */
export function runRules<Facts>(
  rules: readonly Rule<Facts>[],
  facts: Facts,
  { rules: wanted, ignore = [] }: Selection = {},
): Reported[] {
  const ignored = new Set(ignore);
  return chosen(rules, wanted)
    .filter(({ id }) => !ignored.has(id))
    .flatMap((rule) => numbered([...rule.check(facts)].map((found) => reported(rule.id, found))))
    .filter(({ key }) => !ignored.has(key))
    .toSorted(
      (a, b) =>
        rank(a.level) - rank(b.level) || compare(a.rule, b.rule) || compare(a.object, b.object),
    );
}

function chosen<Facts>(
  rules: readonly Rule<Facts>[],
  wanted: readonly string[] | undefined,
): readonly Rule<Facts>[] {
  checkRules(rules, wanted);
  return wanted === undefined ? rules : rules.filter(({ id }) => wanted.includes(id));
}

/** Throws NOT_FOUND for the id of a rule that does not exist, as `runRules` would once the facts are there. */
export function checkRules(
  rules: readonly Pick<Rule<never>, "id">[],
  wanted: readonly string[] = [],
): void {
  const ids = rules.map(({ id }) => id);
  for (const id of wanted) {
    if (ids.includes(id)) continue;
    const close = nearest(id, ids).map((name) => `\`${name}\``);
    throw new ToolError(
      "NOT_FOUND",
      `There is no rule \`${identifier(id)}\`${close.length === 0 ? "" : `; did you mean ${close.join(" or ")}?`}`,
      `Name some of: ${ids.join(", ")}.`,
    );
  }
}

function reported(
  rule: string,
  { level, object, about, message, evidence, fix, rollback }: RuleFinding,
): Reported {
  return {
    rule,
    level,
    object,
    message,
    evidence,
    ...(fix === undefined ? {} : { fix }),
    ...(rollback === undefined ? {} : { rollback }),
    key: [rule, object, about].filter((part) => part !== undefined).join(":"),
  };
}

/** Two findings of a rule on the same object, which it does not tell apart, get different keys. */
function numbered(findings: readonly Reported[]): Reported[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const times = (seen.get(finding.key) ?? 0) + 1;
    seen.set(finding.key, times);
    return times === 1 ? finding : { ...finding, key: `${finding.key}#${times}` };
  });
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** By rule, the worst and most frequent first. */
export function groupsOf(findings: readonly Finding[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { rule, level } of findings) {
    const group = groups.get(rule);
    const worst = group !== undefined && rank(group.level) <= rank(level) ? group.level : level;
    groups.set(rule, { rule, level: worst, count: (group?.count ?? 0) + 1 });
  }
  return [...groups.values()].toSorted(
    (a, b) => rank(a.level) - rank(b.level) || b.count - a.count || compare(a.rule, b.rule),
  );
}
