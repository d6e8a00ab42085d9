import type { Problem, ReadEntries } from "./set.ts";
import { baseName, sha256 } from "./text.ts";

/**
 * `<timestamp>_name/migration.sql`, in the order of the folders' names. Prisma's schema engine sends a file as one string; its ledger
 * keeps the file's SHA-256 (schema-engine/connectors/schema-connector/src/checksum.rs).
 */
export const readPrisma: ReadEntries = (entries) => {
  const files = entries
    .filter(({ path }) => baseName(path) === "migration.sql")
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, text }) => ({
      path,
      version: baseName(path.slice(0, -"/migration.sql".length)),
      up: [{ sql: text, line: 1, shape: "batch" } as const],
      checksum: sha256(text),
    }));
  const lock = entries.find(({ path }) => baseName(path) === "migration_lock.toml");
  const provider = /^[ \t]*provider\s*=\s*"(\w+)"/m.exec(lock?.text ?? "")?.[1];
  return {
    files,
    together: false,
    problems: [...sameTime(files), ...foreign(provider, lock?.path)],
  };
};

function sameTime(files: readonly { path: string; version: string }[]): Problem[] {
  return files.flatMap(({ path, version }, at): Problem[] => {
    const before = files[at - 1];
    const stamp = /^\d+/.exec(version)?.[0];
    if (stamp === undefined || before === undefined || !before.version.startsWith(`${stamp}_`))
      return [];
    return [
      {
        rule: "duplicate-number",
        level: "warning",
        file: path,
        object: stamp,
        message: `\`${before.path}\` has the time ${stamp} too: their names decide which one runs first. Give this one a later time.`,
      },
    ];
  });
}

function foreign(provider: string | undefined, file: string | undefined): Problem[] {
  if (provider === undefined || file === undefined || /^(postgres|cockroach)/.test(provider))
    return [];
  return [
    {
      rule: "other-database",
      level: "error",
      file,
      object: provider,
      message: `The migrations are for ${provider}, and were read as Postgres. Point to the folder of the Postgres migrations.`,
    },
  ];
}
