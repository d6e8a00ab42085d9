import type { Deps } from "../../core/deps.ts";
import type { Target, TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import { identifier } from "../../core/identifier.ts";
import { openMeter } from "../effects/open-meter.ts";
import type { Framework, MigrationSet } from "../folder/set.ts";
import { arrange } from "./arrange.ts";
import { makeRoles, makeSchemas } from "./base.ts";
import { makeStandIns } from "./stand-ins.ts";
import { begin } from "./begin.ts";
import { execute } from "./execute.ts";
import { failuresIn } from "./failures.ts";
import { linted } from "./linted.ts";
import { unreadIn } from "./unread.ts";
import { type FileFinding, report, type SetFinding } from "./report.ts";
import type { LintedSet } from "./rule.ts";
import { lintRules } from "./rules/index.ts";

export interface LintRequest {
  readonly set: MigrationSet;
  /** Whose schema the migrations begin with; undefined begins with an empty database. */
  readonly target?: TargetInput | undefined;
  /** The last file or version that is applied: the files up to it make the schema, and only those after it are linted. */
  readonly since?: string | undefined;
  /** Major version that they are for; by default the target's, or that of the embedded Postgres. */
  readonly postgres?: number | undefined;
  /** Rules or keys that are not wanted. */
  readonly ignore?: readonly string[] | undefined;
}

export interface LintReport {
  readonly target: Target | undefined;
  readonly framework: Framework | undefined;
  readonly postgres: number;
  readonly findings: readonly FileFinding[];
  readonly statements: number;
  readonly files: number;
}

/**
 * Executes a set of migrations on a shadow and says what is wrong with it. What Postgres refuses is told, and the rest goes on.
 * Errors: those of sessions and shadows.
 */
export async function lintSet(request: LintRequest, deps: Deps, call: Call): Promise<LintReport> {
  await using shadow = await deps.shadow(call.signal);
  const { session } = shadow;
  const beginning = await begin(request, session, deps, call);
  const { pending, rows, target } = beginning;
  const { drafts, faults } = await arrange(pending);
  await makeRoles(drafts, session);
  if (target === undefined) await makeSchemas(drafts, session);
  const guessed = beginning.complete
    ? new Set<string>()
    : await makeStandIns(drafts, session, call.signal);
  const postgres = request.postgres ?? Math.floor(beginning.version / 10_000);
  await using meter = openMeter(shadow, { postgres, signal: call.signal });
  const execution = await execute(drafts, {
    session,
    meter,
    signal: call.signal,
    progress: (number) =>
      call.progress(number, `statement ${number + 1} of ${drafts.length}`, drafts.length),
  });
  const set = await linted(pending, drafts, execution, { postgres, rows, guessed });
  const ruled = [...ruleFindings(set)];
  const found = [
    ...pending.problems.map((problem): SetFinding => ({ ...problem, evidence: "rule" })),
    ...beginning.findings,
    ...unreadIn(pending.files, drafts, faults),
    ...guesses(guessed),
    ...failuresIn(set, faults, {
      complete: beginning.complete,
      hasRows: beginning.hasRows || guessed.size > 0,
      guessed,
    }).filter((failure) => !ruled.some((finding) => explains(finding, failure))),
    ...ruled,
  ];
  const paths = request.set.files.map(({ path }) => path);
  return {
    target,
    framework: pending.framework,
    postgres,
    findings: report(found, drafts, paths, request.ignore ?? []),
    statements: drafts.length,
    files: pending.files.length,
  };
}

/** The rule says why Postgres refuses the statement, and what to do. */
const explains = (finding: SetFinding, failure: SetFinding): boolean =>
  failure.rule === "statement-fails" &&
  finding.rule === "enum-value-used-in-transaction" &&
  failure.at !== undefined &&
  failure.at === finding.at;

/** Said once, because findings about such tables are no measurements. */
function guesses(tables: ReadonlySet<string>): SetFinding[] {
  const names = [...tables];
  const [first] = names;
  if (first === undefined) return [];
  const shown = names.slice(0, 5).map((name) => `\`${identifier(name)}\``);
  const count = names.length === 1 ? "a table" : `${names.length} tables`;
  return [
    {
      rule: "unknown-tables",
      level: "info",
      object: first,
      message: `The set speaks of ${count} that it does not make (${shown.join(", ")}${names.length > 5 ? " and more" : ""}): statements ran on stand-ins whose columns and types are guessed. Give a \`target\` that has them, or the migrations that make them.`,
      evidence: "rule",
    },
  ];
}

function* ruleFindings(set: LintedSet): Iterable<SetFinding> {
  for (const rule of lintRules)
    for (const finding of rule.check(set)) yield { ...finding, rule: rule.id };
}
