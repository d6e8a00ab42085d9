import type { Deps } from "../../core/deps.ts";
import type { Session } from "../../core/session.ts";
import type { Target, TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import { openMeter } from "../effects/open-meter.ts";
import type { Framework, MigrationSet } from "../folder/set.ts";
import { apply, divide } from "./applied.ts";
import { arrange } from "./arrange.ts";
import { type Base, copyBase, makeRoles, makeSchemas } from "./base.ts";
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
  const { target } = request;
  const { applied, pending: migrations } = divide(request.set, request.since);
  const { drafts, faults } = await arrange(migrations);
  await using shadow = await deps.shadow(call.signal);
  const { session } = shadow;
  const base = target && (await baseOf(target, deps, call, session));
  const lost = base === undefined ? await apply(applied, session, call.signal) : 0;
  await makeRoles(drafts, session);
  if (base === undefined) await makeSchemas(drafts, session);
  const major = Math.floor((base?.version ?? session.version) / 10_000);
  const postgres = request.postgres ?? major;
  await using meter = openMeter(shadow, { postgres, signal: call.signal });
  const execution = await execute(drafts, {
    session,
    meter,
    signal: call.signal,
    progress: (number) =>
      call.progress(number, `statement ${number + 1} of ${drafts.length}`, drafts.length),
  });
  const set = await linted(migrations, drafts, execution, { postgres, rows: base?.rows });
  const found = [
    ...migrations.problems.map((problem): SetFinding => ({ ...problem, evidence: "rule" })),
    ...unreadIn(migrations.files, drafts, faults),
    ...failuresIn(set, faults, {
      complete: base !== undefined || (applied.length > 0 && lost === 0),
      hasRows: base !== undefined || applied.length > 0,
    }),
    ...ruleFindings(set),
  ];
  const paths = migrations.files.map(({ path }) => path);
  return {
    target: base?.target,
    framework: migrations.framework,
    postgres,
    findings: report(found, drafts, paths, request.ignore ?? []),
    statements: drafts.length,
    files: migrations.files.length,
  };
}

async function baseOf(
  target: TargetInput,
  deps: Deps,
  { signal }: Call,
  shadow: Session,
): Promise<Base & { readonly target: Target; readonly version: number }> {
  await using session = await deps.session({
    target,
    intent: "read",
    connection: "direct",
    signal,
  });
  const base = await copyBase(session, shadow);
  return { ...base, target: session.target, version: session.version };
}

function* ruleFindings(set: LintedSet): Iterable<SetFinding> {
  for (const rule of lintRules)
    for (const finding of rule.check(set)) yield { ...finding, rule: rule.id };
}
