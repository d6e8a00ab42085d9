import type { Finding } from "../../core/finding.ts";
import type { Rendered } from "../../core/tool.ts";
import type { Blocker, Effect } from "./effects.ts";

interface Shown {
  readonly rows: number;
  readonly gone: readonly { readonly rows: number }[];
  readonly effects: readonly Effect[];
  readonly blocked_by: readonly Blocker[];
  readonly strategies: readonly {
    readonly name: string;
    readonly sql: string;
    readonly pros: string;
    readonly cons: string;
    readonly tried?: string | undefined;
  }[];
  readonly findings: readonly Finding[];
  readonly executed?:
    | { readonly duration_ms: number; readonly refused?: string | undefined }
    | undefined;
  readonly explanation?: { readonly cause: string } | undefined;
}

/** Whether it would go, what it would do to each table, who refuses, and the ways out. */
export function deleteText(output: Shown): Rendered {
  const { effects, blocked_by: blockers, strategies, findings, explanation } = output;
  const lines = [
    ...(explanation === undefined ? [] : [explanation.cause]),
    ...shown(effects).map(({ table, action, rows, via }) => `${action} ${rows} ${table} by ${via}`),
    ...shown(blockers).map(
      ({ table, constraint, rows, reason, samples }) =>
        `blocked by ${rows} of ${table}: ${constraint}, ${reason}; ${samples.join("; ")}`,
    ),
    ...shown(findings).map(
      ({ level, rule, object, message, fix }) =>
        `${level} ${rule} ${object}: ${message}${fix === undefined ? "" : `\n    ${fix}`}`,
    ),
    ...strategies.map(
      ({ name, sql, pros, cons, tried }) =>
        `\n${name}: ${pros} But: ${cons}${tried === undefined ? "" : ` ${tried}`}\n    ${sql.replaceAll("\n", "\n    ")}`,
    ),
  ];
  return { head: head(output), data: lines.join("\n"), next: next(output) };
}

/** The rest is in structured content. */
const LINES = 12;

const shown = <T>(items: readonly T[]): readonly T[] => items.slice(0, LINES);

function head({ rows, gone, effects, blocked_by: blockers, executed, explanation }: Shown): string {
  if (explanation !== undefined && rows === 0 && effects.length === 0)
    return "Why Postgres refused, and the way out.";
  const count = `${rows} row${rows === 1 ? "" : "s"}`;
  const how =
    executed === undefined
      ? "counted, measured by reading"
      : `executed in ${executed.duration_ms} ms and rolled back`;
  if (blockers.length > 0)
    return `The delete of ${count} would be refused (${how}): ${blockers.length} foreign key${blockers.length === 1 ? "" : "s"} in the way.`;
  if (executed?.refused !== undefined)
    return `The delete of ${count} was refused when it was tried (${how}).`;
  const more = gone.reduce((sum, one) => sum + one.rows, -rows);
  return `The delete of ${count} would go through (${how})${more > 0 ? ` and take ${more} more along` : ""}.`;
}

function next({ strategies, blocked_by: blockers }: Shown): string {
  if (strategies.length === 0)
    return blockers.length === 0
      ? "Show the user what goes with it before run_sql (mode write) deletes it; a branch first."
      : "Deal with the rows that block first.";
  return "Let the user choose. Try it on a branch with run_sql (mode write); changes of constraints go through plan_migration.";
}
