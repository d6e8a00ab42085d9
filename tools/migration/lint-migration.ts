import * as z from "zod";
import { Finding } from "../../src/core/finding.ts";
import { once } from "../../src/core/once.ts";
import { Target, TargetInput } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/migration/lint/lint-migration.ts"));

const LintFinding = Finding.extend({
  file: z.string().optional(),
  column: z.number().optional(),
});
type LintFinding = z.infer<typeof LintFinding>;

export const lintMigration = defineTool({
  name: "lint_migration",
  title: "Lint migrations",
  description: "Find locks, losses and breaks in migrations by running them on a throw-away copy.",
  effect: "read",
  input: z.object({
    sql: z.string().optional(),
    files: z
      .array(z.strictObject({ path: z.string(), sql: z.string() }))
      .optional()
      .describe("In order"),
    folder: z.string().optional().describe("Of migrations"),
    framework: z.string().optional().describe("Default: recognised"),
    target: TargetInput.optional(),
    postgres_version: z.int().min(14).max(18).optional().describe("Default: the target's"),
    since: z.string().optional().describe("Last applied file."),
    ignore: z.array(z.string()).optional().describe("Rules or keys."),
  }),
  output: z.object({
    target: Target.optional(),
    framework: z.string().optional(),
    findings: z.array(LintFinding),
    omitted: z.number().optional().describe("Findings that did not fit."),
    statements: z.number(),
    files: z.number(),
    summary: z.string(),
  }),
  untrusted: ["findings"],

  async run(input, deps, call) {
    const { lintMigrations, fitting } = await implementation();
    return fitting(await lintMigrations(input, deps, call));
  },

  render({ findings, omitted, summary }) {
    const data = [
      listed(findings),
      omitted === undefined ? "" : `${omitted} more that are no worse: lint fewer files.`,
    ];
    return {
      head: summary,
      data: data.filter(Boolean).join("\n"),
      next: findings.some(({ level }) => level !== "info")
        ? "Correct the statements, or let plan_migration write the safe way, and lint again."
        : "Rehearse it with plan_migration and rehearse_migration before it is applied.",
    };
  },
});

const levels = ["error", "warning", "info"];
const rank = ({ level }: LintFinding): number => levels.indexOf(level);

/** How often a rule is explained; then only what it is about is told. */
const EXPLAINED = 3;

/** By file, the worst first. */
function listed(findings: readonly LintFinding[]): string {
  const files = new Map<string, string[]>();
  const told = new Map<string, number>();
  for (const finding of findings.toSorted((a, b) => rank(a) - rank(b))) {
    const file = finding.file ?? "All files";
    const count = (told.get(finding.rule) ?? 0) + 1;
    told.set(finding.rule, count);
    const text = line(count > EXPLAINED ? brief(finding) : finding);
    files.set(file, [...(files.get(file) ?? []), text]);
  }
  return [...files].map(([file, lines]) => [file, ...lines].join("\n")).join("\n\n");
}

/** The message up to its reasons, which are the same as before; corrections of errors stay. */
function brief(finding: LintFinding): LintFinding {
  const { message, level, fix, ...rest } = finding;
  const [what = message] = message.split(/(?<=[^\d]): |(?<=\.) /, 1);
  return {
    ...rest,
    level,
    message: what,
    ...(level === "error" && fix !== undefined ? { fix } : {}),
  };
}

function line({ level, rule, line: at, object, message, evidence, fix }: LintFinding): string {
  const where = at === undefined ? "" : `line ${at}: `;
  const text = `  ${where}${level} ${rule} (${evidence}) ${object}: ${message}`;
  return fix === undefined ? text : `${text}\n    ${fix.replaceAll("\n", "\n    ")}`;
}
