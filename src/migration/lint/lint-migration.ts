import type { Deps } from "../../core/deps.ts";
import type { Target, TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import { readSet, type SetInput } from "../folder/read-set.ts";
import { lintSet } from "./lint-set.ts";
import type { FileFinding } from "./report.ts";

export interface LintMigrationRequest extends SetInput {
  readonly target?: TargetInput | undefined;
  readonly postgres_version?: number | undefined;
  readonly since?: string | undefined;
  readonly ignore?: readonly string[] | undefined;
}

export interface LintMigrationResult {
  readonly target?: Target;
  readonly framework?: string;
  readonly findings: FileFinding[];
  readonly statements: number;
  readonly files: number;
  readonly summary: string;
}

/**
 * Reads the migrations and lints them. `roots` are the folders that may be read. Errors: those of `readSet` and `lintSet`.
 */
export async function lintMigrations(
  request: LintMigrationRequest,
  deps: Deps,
  call: Call,
  roots: readonly string[] = deps.files,
): Promise<LintMigrationResult> {
  const set = await readSet(request, roots, call.signal);
  const { target, postgres_version: postgres, since, ignore } = request;
  const report = await lintSet({ set, target, postgres, since, ignore }, deps, call);
  const { framework, findings, statements, files } = report;
  const count = (level: FileFinding["level"]): number =>
    findings.filter((finding) => finding.level === level).length;
  const found = `${counted(count("error"), "error")}, ${counted(count("warning"), "warning")}, ${count("info")} info`;
  const tool = framework === undefined || framework === "sql" ? "" : ` of ${framework}`;
  return {
    ...(report.target === undefined ? {} : { target: report.target }),
    ...(framework === undefined ? {} : { framework }),
    findings: [...findings],
    statements,
    files,
    summary: `${found} in ${counted(statements, "statement")} of ${counted(files, "file")}${tool}, for Postgres ${report.postgres}.`,
  };
}

const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? "" : "s"}`;

/** Characters of findings that an answer has room for. */
const CHARACTERS = 34_000;
const LEVELS = ["error", "warning", "info"];

/** The same with the worst findings only, where all of them are too long for one answer. */
export function fitting(result: LintMigrationResult): LintMigrationResult & { omitted?: number } {
  const kept = new Set<FileFinding>();
  let left = CHARACTERS;
  const rank = ({ level }: FileFinding): number => LEVELS.indexOf(level);
  for (const finding of result.findings.toSorted((a, b) => rank(a) - rank(b))) {
    left -= JSON.stringify(finding).length;
    if (left < 0) break;
    kept.add(finding);
  }
  const omitted = result.findings.length - kept.size;
  if (omitted === 0) return result;
  return { ...result, findings: result.findings.filter((finding) => kept.has(finding)), omitted };
}
