import type { MigrationFile, MigrationSet, Shape } from "./set.ts";

/** SQL without a framework: each file is sent as it is, and what is not in BEGIN and COMMIT runs statement by statement, as in psql. */
export function plainSet(files: readonly { path: string; sql: string }[]): MigrationSet {
  return {
    framework: undefined,
    files: files.map(({ path, sql }) => plainFile(path, sql)),
    together: false,
    problems: [],
  };
}

export function plainFile(
  path: string,
  sql: string,
  shape: Shape = "each",
  version?: string,
): MigrationFile {
  return { path, version, up: [{ sql, line: 1, shape }], down: undefined, unread: [] };
}
