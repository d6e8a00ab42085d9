import { literalCalls } from "./javascript.ts";
import type { Entry, MigrationFile, ReadEntries } from "./set.ts";
import { piecesOf, sectionsOf } from "./sections.ts";
import { baseName, byNumber, duplicates, numberOf } from "./text.ts";

/** From node-pg-migrate's src/sqlMigration.ts. */
const MARKER = /^\s*--[\s-]*(up|down)\s+migration(.*)$/gim;
const SCRIPT = /\.[cm]?[jt]s$/;

/**
 * SQL under `-- Up Migration`, in pairs of `.up.sql` and `.down.sql`, or in `pgm.sql("...")` of a script. All that is pending runs in
 * one transaction; `pgm.noTransaction()` leaves it.
 */
export const readNodePgMigrate: ReadEntries = (entries) => {
  const downs = new Map(
    entries
      .filter(({ path }) => path.endsWith(".down.sql"))
      .map(({ path, text }) => [path.replace(/\.down\.sql$/, ".up.sql"), text]),
  );
  const files = entries
    .filter(
      ({ path }) =>
        numberOf(path) !== undefined &&
        (SCRIPT.test(path) || (path.endsWith(".sql") && !path.endsWith(".down.sql"))),
    )
    .toSorted((a, b) => byNumber(a.path, b.path))
    .map((entry) =>
      SCRIPT.test(entry.path) ? scriptFile(entry) : sqlFile(entry, downs.get(entry.path)),
    );
  return { files, together: true, problems: duplicates(numbered(files)) };
};

/** Its ledger keeps names, and their numbers only decide the order. */
const numbered = (files: readonly MigrationFile[]) =>
  files.map(({ path }) => ({ path, version: numberOf(path) }));

const nameOf = (path: string): string => baseName(path).replace(/\.[^.]+$/, "");

function sqlFile({ path, text }: Entry, pair: string | undefined): MigrationFile {
  const sections = sectionsOf(text, MARKER);
  const up = piecesOf(sections, "up", () => "transaction");
  const down = piecesOf(sections, "down", () => "transaction");
  const whole = { line: 1, shape: "transaction" } as const;
  const back = pair === undefined ? down : [{ ...whole, sql: pair }];
  return {
    path,
    version: nameOf(path).replace(/\.up$/, ""),
    up: sections.length === 0 ? [{ ...whole, sql: text }] : up,
    ...(back.length === 0 ? {} : { down: back }),
  };
}

function scriptFile({ path, text }: Entry): MigrationFile {
  const up = literalCalls(functionText(text, "up"));
  const down = literalCalls(functionText(text, "down"));
  return {
    path,
    version: nameOf(path),
    up: up.pieces,
    ...(down.pieces.length === 0 ? {} : { down: down.pieces }),
    unread: up.unread,
  };
}

/** From `export const up` or `exports.up` to the other one; lines keep their numbers. */
function functionText(text: string, name: "up" | "down"): string {
  const marks = [
    ...text.matchAll(
      /^[ \t]*(?:module\.)?(?:exports?\.|export\s+(?:const|async\s+function|function)\s+)(up|down)\b/gm,
    ),
  ];
  const at = marks.findIndex((mark) => mark[1] === name);
  const start = marks[at]?.index;
  if (start === undefined) return "";
  const before = text.slice(0, start).replaceAll(/[^\n]/g, " ");
  return before + text.slice(start, marks[at + 1]?.index);
}
