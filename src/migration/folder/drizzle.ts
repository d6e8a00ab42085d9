import { ToolError } from "../../core/errors.ts";
import type { Entry, MigrationFile, Piece, Problem, ReadEntries } from "./set.ts";
import { baseName, sha256 } from "./text.ts";

interface JournalEntry {
  readonly tag: string;
  /** Milliseconds; `created_at` of the ledger. */
  readonly when: number;
}

const BREAKPOINT = "--> statement-breakpoint";

/**
 * The journal says what runs and in which order; all that is pending runs in one transaction, statement by statement
 * (drizzle-orm/src/pg-core/dialect.ts). The ledger keeps the file's SHA-256 and the journal's time.
 */
export const readDrizzle: ReadEntries = (entries) => {
  const journal = entries.find(({ path }) => path.endsWith("meta/_journal.json"));
  const folder = journal?.path.slice(0, -"meta/_journal.json".length) ?? "";
  const texts = new Map(entries.map(({ path, text }) => [path, text]));
  const listed = journal === undefined ? [] : journalOf(journal);
  const problems = [...later(listed, folder), ...stray(entries, listed, folder)];
  const files = listed.flatMap(({ tag, when }): MigrationFile[] => {
    const path = `${folder}${tag}.sql`;
    const text = texts.get(path);
    if (text === undefined) problems.push(missing(tag, journal?.path ?? ""));
    return text === undefined
      ? []
      : [{ path, version: String(when), up: piecesOf(text), checksum: sha256(text) }];
  });
  return { files, together: true, problems };
};

function journalOf({ path, text }: Entry): JournalEntry[] {
  try {
    const { entries } = JSON.parse(text) as { entries: unknown };
    if (Array.isArray(entries))
      return entries.map((entry: unknown) => {
        const { tag, when } = entry as Record<string, unknown>;
        return { tag: String(tag), when: Number(when) };
      });
  } catch {}
  throw new ToolError(
    "INVALID_INPUT",
    `The journal \`${path}\` is no journal of Drizzle.`,
    "Restore the file from version control, or name another `framework`.",
  );
}

/** Each statement is sent by itself; lines keep their numbers. */
function piecesOf(text: string): Piece[] {
  let line = 1;
  return text.split(BREAKPOINT).flatMap((sql) => {
    const piece: Piece = { sql, line, shape: "transaction" };
    line += sql.split("\n").length - 1;
    return sql.trim() === "" ? [] : [piece];
  });
}

/** Drizzle runs what is later than the last that was applied, and nothing else. */
function later(entries: readonly JournalEntry[], folder: string): Problem[] {
  let last: JournalEntry | undefined;
  return entries.flatMap((entry): Problem[] => {
    const before = last;
    if (before === undefined || entry.when > before.when) last = entry;
    if (before === undefined || entry.when > before.when) return [];
    return [
      {
        rule: "wrong-order",
        level: "error",
        file: `${folder}${entry.tag}.sql`,
        object: entry.tag,
        message: `The journal gives it a time (${entry.when}) that is not after that of ${before.tag} (${before.when}): where that one was applied, Drizzle passes this one over. Give it a later time in \`meta/_journal.json\`.`,
      },
    ];
  });
}

function stray(
  entries: readonly Entry[],
  listed: readonly JournalEntry[],
  folder: string,
): Problem[] {
  const tags = new Set(listed.map(({ tag }) => `${folder}${tag}.sql`));
  return entries
    .filter(({ path }) => /^\d+_[^/]*\.sql$/.test(path.slice(folder.length)) && !tags.has(path))
    .map(({ path }) => ({
      rule: "journal-mismatch",
      level: "warning",
      file: path,
      object: baseName(path),
      message:
        "The journal does not name this file, so Drizzle never runs it. Add it with `drizzle-kit generate`, or delete it.",
    }));
}

const missing = (tag: string, file: string): Problem => ({
  rule: "journal-mismatch",
  level: "error",
  file,
  object: tag,
  message: `The journal names ${tag}, and there is no file ${tag}.sql: Drizzle stops there. Restore the file, or take it out of the journal.`,
});
