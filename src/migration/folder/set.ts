/**
 * How a tool runs the SQL of a piece: in a transaction that it opens; as one string, which Postgres takes for a transaction when it
 * holds several statements; or each statement by itself.
 */
export type Shape = "transaction" | "batch" | "each";

/** SQL as it is sent, and where it stands in its file. */
export interface Piece {
  readonly sql: string;
  /** Of the first character of `sql`, from 1. */
  readonly line: number;
  readonly shape: Shape;
  /** Its statements are sent one by one, also within a transaction. */
  readonly separately?: boolean;
  /** The tool opens no transaction where all statements are of the kind that Postgres refuses in one. */
  readonly detects?: boolean;
  /** `sql` was written from something else: its lines are not the file's. */
  readonly translated?: boolean;
}

/** Something in a file that could not be read as SQL. */
export interface Unread {
  readonly line: number;
  /** As the file has it, shortened. */
  readonly what: string;
}

export interface MigrationFile {
  /** As it was given, or relative to the folder, with `/`. */
  readonly path: string;
  /** What the tool's ledger calls the migration; undefined where it keeps none, as of plain SQL. */
  readonly version: string | undefined;
  readonly up: readonly Piece[];
  /** Undefined where the file has no way back. */
  readonly down?: readonly Piece[];
  readonly unread?: readonly Unread[];
  /** Versions that it builds on, where the tool keeps a graph. */
  readonly after?: readonly string[];
  /** What the tool's ledger keeps to see that a file was changed. */
  readonly checksum?: string;
}

/** What is wrong with the set as such. */
export interface Problem {
  readonly rule: string;
  readonly level: "error" | "warning" | "info";
  readonly file?: string;
  readonly object: string;
  readonly message: string;
}

/** Migrations in the order in which their tool runs them. */
export interface MigrationSet {
  /** Undefined is SQL of no tool. */
  readonly framework: Framework | undefined;
  readonly files: readonly MigrationFile[];
  /** All pending files run in one transaction. */
  readonly together: boolean;
  readonly problems: readonly Problem[];
}

/** A file of a folder. */
export interface Entry {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Reads the files of one tool; files that are not migrations are passed over. */
export type ReadEntries = (entries: readonly Entry[]) => Omit<MigrationSet, "framework">;

export const frameworks = [
  "alembic",
  "prisma",
  "drizzle",
  "node-pg-migrate",
  "dbmate",
  "flyway",
  "golang-migrate",
  "graphile-migrate",
  "diesel",
  "sql",
] as const;
export type Framework = (typeof frameworks)[number];
