import { crc32 } from "node:zlib";
import type { Framework, MigrationFile } from "./set.ts";

/** A row of a tool's ledger. */
export interface LedgerRow {
  readonly version: string;
  readonly checksum: string | null;
  /** Began, and did not end well. */
  readonly failed: boolean;
}

/** Where a tool writes down what it applied. */
export interface Ledger {
  readonly table: string;
  /** By which it is told from another tool's table of that name. */
  readonly columns: readonly string[];
  /** Returns `version`, `checksum`, `failed`; `$table` is the table. */
  readonly sql: string;
  /** The tool refuses to go on when the file of an applied migration was changed. */
  readonly refusesChanges: boolean;
}

export const ledgers: Readonly<Partial<Record<Framework, Ledger>>> = {
  alembic: {
    table: "alembic_version",
    columns: ["version_num"],
    sql: "select version_num as version, null as checksum, false as failed from $table",
    refusesChanges: false,
  },
  prisma: {
    table: "_prisma_migrations",
    columns: ["migration_name", "checksum", "finished_at", "rolled_back_at"],
    sql: `select migration_name as version, checksum, finished_at is null as failed from $table
          where rolled_back_at is null order by started_at`,
    refusesChanges: true,
  },
  drizzle: {
    table: "__drizzle_migrations",
    columns: ["hash", "created_at"],
    sql: "select created_at::text as version, hash as checksum, false as failed from $table order by created_at",
    refusesChanges: false,
  },
  "node-pg-migrate": {
    table: "pgmigrations",
    columns: ["name", "run_on"],
    sql: "select name as version, null as checksum, false as failed from $table order by id",
    refusesChanges: false,
  },
  dbmate: {
    table: "schema_migrations",
    columns: ["version"],
    sql: "select version::text as version, null as checksum, false as failed from $table order by version",
    refusesChanges: false,
  },
  "golang-migrate": {
    table: "schema_migrations",
    columns: ["version", "dirty"],
    sql: "select version::text as version, null as checksum, dirty as failed from $table",
    refusesChanges: false,
  },
  flyway: {
    table: "flyway_schema_history",
    columns: ["version", "checksum", "success", "type"],
    sql: `select version, checksum::text as checksum, not success as failed from $table
          where version is not null and type in ('SQL', 'SQL_BASELINE') order by installed_rank`,
    refusesChanges: true,
  },
  diesel: {
    table: "__diesel_schema_migrations",
    columns: ["version", "run_on"],
    sql: "select version, null as checksum, false as failed from $table order by version",
    refusesChanges: false,
  },
  "graphile-migrate": {
    table: "migrations",
    columns: ["hash", "previous_hash", "filename"],
    sql: `select substring(filename from '^\\d+') as version, hash as checksum, false as failed from $table order by filename`,
    refusesChanges: true,
  },
};

/**
 * The files that are applied. Two ledgers say how far the tool has come rather than what it ran: Alembic's names the last revisions,
 * golang-migrate's the last number.
 */
export function appliedFiles(
  framework: Framework,
  files: readonly MigrationFile[],
  rows: readonly LedgerRow[],
): ReadonlySet<MigrationFile> {
  const versions = new Set(rows.map(({ version }) => version));
  if (framework === "alembic") return ancestors(files, versions);
  if (framework !== "golang-migrate")
    return new Set(files.filter(({ version }) => version !== undefined && versions.has(version)));
  const last = rows.reduce(
    (most, { version }) => (BigInt(version) > most ? BigInt(version) : most),
    -1n,
  );
  return new Set(files.filter(({ version }) => version !== undefined && BigInt(version) <= last));
}

function ancestors(
  files: readonly MigrationFile[],
  heads: ReadonlySet<string>,
): ReadonlySet<MigrationFile> {
  const byVersion = new Map(files.map((file) => [file.version, file]));
  const found = new Set<MigrationFile>();
  const open = [...heads];
  for (let version = open.pop(); version !== undefined; version = open.pop()) {
    const file = byVersion.get(version);
    if (file === undefined || found.has(file)) continue;
    found.add(file);
    open.push(...(file.after ?? []));
  }
  return found;
}

/** CRC-32 of the lines without their ends, as Flyway counts it: a signed number. */
export function flywayChecksum(text: string): string {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  if (lines.at(-1) === "") lines.pop();
  return String(lines.reduce((sum, line) => crc32(line, sum), 0) | 0);
}
