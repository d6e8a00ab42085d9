import { identifier } from "../../core/identifier.ts";
import type { MigrationFile } from "../folder/set.ts";
import type { FileFault } from "./arrange.ts";
import type { Draft } from "./draft.ts";
import type { SetFinding } from "./report.ts";

/** What of the files is no plain SQL, and files in which there is nothing at all. */
export function unreadIn(
  files: readonly MigrationFile[],
  drafts: readonly Draft[],
  faults: readonly FileFault[],
): SetFinding[] {
  const filled = new Set([...drafts, ...faults].map(({ file }) => file));
  return files.flatMap(({ path, version, unread = [] }): SetFinding[] => {
    const named = unread.map(({ line, what }): SetFinding => ({
      rule: "not-read",
      level: "info",
      file: path,
      place: { line, column: 1 },
      object: path,
      message: `\`${identifier(what)}\` is not plain enough to be read as SQL, so nothing is said about it. Lint what the tool prints as SQL instead (\`alembic upgrade --sql\`), or write it as a literal.`,
      evidence: "rule",
    }));
    if (named.length > 0 || filled.has(path) || version === undefined) return named;
    return [
      {
        rule: "empty-migration",
        level: "info",
        file: path,
        object: path,
        message:
          "The file holds no statement. Delete it if it was never applied, or write what it is for.",
        evidence: "rule",
      },
    ];
  });
}
