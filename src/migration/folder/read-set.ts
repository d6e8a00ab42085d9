import { ToolError } from "../../core/errors.ts";
import { listEntries } from "./list-entries.ts";
import { readEntries } from "./read-entries.ts";
import type { Entry, MigrationSet } from "./set.ts";

/** Migrations as a caller gives them: one of the three. */
export interface SetInput {
  readonly sql?: string | undefined;
  readonly files?: readonly { readonly path: string; readonly sql: string }[] | undefined;
  readonly folder?: string | undefined;
  /** Where it is not what the files look like. */
  readonly framework?: string | undefined;
}

const CHARACTERS = 16_000_000;

/** What a single text is called. */
const ALONE = "migration.sql";

/** Reads the migrations. `roots` are the folders that may be read. Errors: INVALID_INPUT, NOT_FOUND, LIMIT. */
export async function readSet(
  { sql, files, folder, framework }: SetInput,
  roots: readonly string[],
  signal: AbortSignal,
): Promise<MigrationSet> {
  if ([sql, files, folder].filter((given) => given !== undefined).length !== 1)
    throw new ToolError(
      "INVALID_INPUT",
      "The migrations are given by `sql`, by `files` or by `folder`.",
      "Give exactly one of the three.",
    );
  if (folder !== undefined) return readEntries(await listEntries(folder, roots, signal), framework);
  if (sql !== undefined) return readOne(sql, framework);
  const entries = (files ?? []).map(({ path, sql: text }) => ({
    path: path.replaceAll("\\", "/"),
    text,
  }));
  checkSize(entries);
  return readEntries(entries, framework);
}

function checkSize(entries: readonly Entry[]): void {
  const size = entries.reduce((sum, { text }) => sum + text.length, 0);
  if (size > CHARACTERS)
    throw new ToolError(
      "LIMIT",
      `The migrations have ${size} characters; one call takes ${CHARACTERS}.`,
      "Leave data out, or give a `folder`.",
    );
}

/** Names under which each tool takes a text for a migration. */
const NAMES: Readonly<Record<string, string>> = {
  prisma: "0_migration/migration.sql",
  drizzle: "0000_migration.sql",
  dbmate: "1_migration.sql",
  "node-pg-migrate": "1_migration.sql",
  flyway: "V1__migration.sql",
  "golang-migrate": "1_migration.up.sql",
  "graphile-migrate": "current.sql",
  diesel: "1_migration/up.sql",
};

/** One text, as the tool would run it if it stood in a file of its own. Alembic's offline SQL holds its own BEGIN and COMMIT. */
function readOne(sql: string, framework: string | undefined): MigrationSet {
  const path = NAMES[framework?.toLowerCase() ?? ""] ?? ALONE;
  const entries = [{ path, text: sql }];
  checkSize(entries);
  const tool = framework === "alembic" ? "sql" : (framework ?? "sql");
  const journal = { entries: [{ tag: "0000_migration", when: 1 }] };
  const extra =
    tool === "drizzle" ? [{ path: "meta/_journal.json", text: JSON.stringify(journal) }] : [];
  const set = readEntries([...entries, ...extra], tool);
  return {
    ...set,
    files: set.files.map((file) => ({ ...file, path: ALONE })),
    problems: set.problems.map((problem) =>
      "file" in problem ? { ...problem, file: ALONE } : problem,
    ),
  };
}
