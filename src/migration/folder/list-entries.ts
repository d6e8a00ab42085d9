import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import { findWithin } from "../../files/find-within.ts";
import { openToRead } from "../../files/open.ts";
import type { Entry } from "./set.ts";

const FILES = 5_000;
const FILE_BYTES = 4_000_000;
const ALL_BYTES = 64_000_000;
const DEPTH = 6;

/** What migrations are written in, and what their tools keep beside them. */
const READ =
  /\.(?:sql|py|[cm]?[jt]s|sql\.conf)$|(?:^|\/)(?:migration_lock\.toml|metadata\.toml|meta\/_journal\.json)$/;
const PASSED_OVER = /^(?:\.|node_modules$|__pycache__$)/;

/**
 * The files of a folder that may be migrations. `roots` are the folders that may be read: a path or a link that leads out of them is
 * refused with INVALID_INPUT; so is what is too large, with LIMIT. `wanted`: which paths are read; by default those that migrations have.
 */
export async function listEntries(
  folder: string,
  roots: readonly string[],
  signal: AbortSignal,
  wanted = READ,
): Promise<Entry[]> {
  const top = await findWithin(folder, roots, "folder");
  const entries: Entry[] = [];
  let bytes = 0;
  const visit = async (directory: string, depth: number): Promise<void> => {
    const items = await readdir(directory, { withFileTypes: true }).catch(() => {
      throw notFolder(folder);
    });
    for (const item of items.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      signal.throwIfAborted();
      const path = join(directory, item.name);
      const shown = relative(top, path).split(sep).join("/");
      if (PASSED_OVER.test(item.name)) continue;
      if (item.isDirectory()) {
        if (depth < DEPTH) await visit(path, depth + 1);
      } else if ((item.isFile() || item.isSymbolicLink()) && wanted.test(shown)) {
        const text = await readText(path, roots, shown);
        bytes += text.length;
        if (entries.length >= FILES || bytes > ALL_BYTES) throw tooMuch(folder);
        entries.push({ path: shown, text });
      }
    }
  };
  await visit(top, 0);
  return entries;
}

async function readText(path: string, roots: readonly string[], shown: string): Promise<string> {
  const { file } = await openToRead(path, roots);
  await using opened = file;
  const { size } = await opened.stat();
  if (size > FILE_BYTES)
    throw new ToolError(
      "LIMIT",
      `\`${identifier(shown)}\` has ${size} bytes; a migration file may have ${FILE_BYTES}.`,
      "Move data out of it, or pass the statements that matter in `sql`.",
    );
  return await opened.readFile("utf8");
}

const notFolder = (shown: string): ToolError =>
  new ToolError(
    "NOT_FOUND",
    `There is no folder \`${identifier(shown)}\` that can be read.`,
    "Name a folder relative to one of those that `--files` names; by default the one in which the server was started.",
  );

const tooMuch = (shown: string): ToolError =>
  new ToolError(
    "LIMIT",
    `\`${identifier(shown)}\` holds more than ${FILES} files or ${ALL_BYTES} bytes that may be migrations.`,
    "Name the folder that holds the migrations alone.",
  );
