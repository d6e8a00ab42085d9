import { join } from "node:path";
import type { LintMigrationResult } from "../../migration/lint/lint-migration.ts";
import type { FileFinding } from "../../migration/lint/report.ts";
import type { LintRule } from "../../migration/lint/rule.ts";

/** What is written to standard output. */
export interface Printed {
  readonly result: LintMigrationResult;
  /** As it was given: file names begin with it. */
  readonly folder: string;
  readonly rules: readonly LintRule[];
}

/** The finding's file from where the command was called; the folder where it speaks of all files. */
export const pathOf = ({ file }: FileFinding, folder: string): string =>
  file === undefined ? folder : join(folder, file).replaceAll("\\", "/");
