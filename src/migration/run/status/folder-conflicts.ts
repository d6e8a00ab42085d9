import type { Session } from "../../../core/session.ts";
import { readSet } from "../../folder/read-set.ts";
import type { MigrationFile, MigrationSet, Problem } from "../../folder/set.ts";
import { type FrameworkLedger, readFrameworkLedger } from "./framework-ledger.ts";

/** What is wrong within a folder of migrations, and between it and what its tool has written down on the target. */
export async function folderConflicts(
  session: Session,
  folder: string,
  roots: readonly string[],
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const set = await readSet({ folder }, roots, signal);
  const ledger = await readFrameworkLedger(session, set.framework ?? "sql");
  return [...set.problems, ...(ledger === undefined ? [] : against(set, ledger))];
}

function against({ files }: MigrationSet, ledger: FrameworkLedger): readonly Problem[] {
  const known = new Map(
    files.flatMap((file) => (file.version === undefined ? [] : [[plain(file.version), file]])),
  );
  return [
    ...ledger.rows.flatMap((row): Problem[] => {
      const file = known.get(plain(row.version));
      if (row.failed) return [failed(row.version, ledger.table)];
      if (file === undefined) return [gone(row.version, ledger.table)];
      const changed =
        row.checksum !== null && file.checksum !== undefined && row.checksum !== file.checksum;
      return changed ? [changedSince(file, ledger.table)] : [];
    }),
    ...(ledger.lastOnly ? [] : late(files, ledger)),
  ];
}

/** A tool that writes numbers as numbers drops their zeros. */
const plain = (version: string): string => version.replace(/^0+(?=\d)/, "");

/** Files that were not applied and stand before one that was. */
function late(files: readonly MigrationFile[], { rows }: FrameworkLedger): readonly Problem[] {
  const applied = new Set(rows.map(({ version }) => plain(version)));
  const isApplied = ({ version }: MigrationFile): boolean =>
    version !== undefined && applied.has(plain(version));
  const last = files.findLastIndex(isApplied);
  return files
    .slice(0, Math.max(last, 0))
    .filter((file) => file.version !== undefined && !isApplied(file))
    .map(({ path }) => ({
      rule: "applied-out-of-order",
      level: "warning",
      file: path,
      object: path,
      message: `It was never applied here, and \`${files[last]?.path ?? ""}\` after it was: tools pass it over, or run it on a schema that it was not written for. Give it a later number.`,
    }));
}

const failed = (version: string, table: string): Problem => ({
  rule: "failed-migration",
  level: "error",
  object: version,
  message: `${table} says that this migration was begun here and did not end well. Look what of it is there, and have the tool mark it as done or undone.`,
});

const gone = (version: string, table: string): Problem => ({
  rule: "applied-not-in-folder",
  level: "error",
  object: version,
  message: `${table} says that this migration was applied here, and the folder does not have it: it comes from another branch of the code, or was deleted. Restore the file.`,
});

const changedSince = ({ path, version = path }: MigrationFile, table: string): Problem => ({
  rule: "changed-after-applied",
  level: "error",
  file: path,
  object: version,
  message: `It is not the file that was applied here: ${table} has another checksum. Restore it, and write a new migration for the change.`,
});
