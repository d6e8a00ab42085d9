import type { Finding } from "../../core/finding.ts";
import type { Draft } from "./draft.ts";
import type { LintFinding } from "./rule.ts";
import type { Place } from "./split.ts";

/** A finding of the engine, or of a rule, with its id. */
export interface SetFinding extends LintFinding {
  readonly rule: string;
  /** Where it is, of what is no statement. */
  readonly place?: Place;
}

/** A finding in a file. */
export interface FileFinding extends Finding {
  readonly file?: string;
  readonly column?: number;
}

const LEVELS = ["error", "warning", "info"];

/** Findings as they are shown, in the order of the files, without those that are switched off. */
export function report(
  found: readonly SetFinding[],
  drafts: readonly Draft[],
  paths: readonly string[],
  ignore: readonly string[],
): FileFinding[] {
  const keys = new Map<string, number>();
  return found
    .filter(({ rule, at }) => at === undefined || !isIgnored(rule, drafts[at.number]))
    .map((finding) => shown(finding, drafts))
    .toSorted(
      (a, b) =>
        paths.indexOf(a.file ?? "") - paths.indexOf(b.file ?? "") ||
        (a.line ?? 0) - (b.line ?? 0) ||
        LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
        (a.rule < b.rule ? -1 : 1),
    )
    .map((finding) => {
      const seen = (keys.get(finding.key) ?? 0) + 1;
      keys.set(finding.key, seen);
      return seen === 1 ? finding : { ...finding, key: `${finding.key}#${seen}` };
    })
    .filter(({ rule, key }) => !ignore.includes(rule) && !ignore.includes(key));
}

const isIgnored = (rule: string, draft: Draft | undefined): boolean =>
  draft?.ignored.includes(rule) === true;

function shown(finding: SetFinding, drafts: readonly Draft[]): FileFinding {
  const { rule, level, object, message, evidence, fix, at, place } = finding;
  const file = finding.file ?? at?.file;
  const outer = at === undefined ? undefined : drafts[at.number];
  const column = place?.column ?? (outer?.line === at?.line ? outer?.column : undefined);
  const line = place?.line ?? at?.line;
  return {
    rule,
    level,
    object,
    message,
    evidence,
    ...(fix === undefined ? {} : { fix }),
    key: [rule, file, object].filter((part) => part !== undefined).join(":"),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(at === undefined ? {} : { statement: at.number }),
  };
}
