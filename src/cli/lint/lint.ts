import { resolve } from "node:path";
import type { Config } from "../../config.ts";
import { ToolError } from "../../core/errors.ts";
import type { Call } from "../../core/tool.ts";
import { openServer } from "../open-server.ts";
import type { Level, LintArguments } from "./arguments.ts";
import { print } from "./formats.ts";

/** Whether the migrations are clean; undefined where they could not be linted. */
type Outcome = boolean | undefined;

const LEVELS: readonly Level[] = ["error", "warning", "info"];

/** `neon-dba lint FOLDER`: the findings on standard output, for people and for CI. False where one is at the level or above it. */
export async function lint(given: LintArguments, config: Config): Promise<Outcome> {
  const { lintMigrations } = await import("../../migration/lint/lint-migration.ts");
  const { lintRules } = await import("../../migration/lint/rules/index.ts");
  await using server = openServer(config, {}, "shell");
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const { folder, framework, postgres, since, ignore } = given;
  try {
    const path = resolve(folder);
    const request = { folder: path, framework, postgres_version: postgres, since, ignore };
    const result = await lintMigrations(request, server.deps, quiet(stop.signal), [path]);
    process.stdout.write(`${print(given.format, { result, folder, rules: lintRules })}\n`);
    return !result.findings.some(
      ({ level }) => LEVELS.indexOf(level) <= LEVELS.indexOf(given.failOn),
    );
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const said = server.config.redact.text(`${error.code}: ${error.message}\n${error.next}`);
    process.stderr.write(`neon-dba: ${said}\n`);
    return undefined;
  }
}

/** Nobody is asked, and nobody watches. */
const quiet = (signal: AbortSignal): Call => ({
  signal,
  progress: () => {},
  confirm: async () => {},
});
