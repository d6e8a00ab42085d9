import { randomBytes } from "node:crypto";
import { lstat, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import { findWithin } from "../files/find-within.ts";
import { openToRead, openToWrite } from "../files/open.ts";

export interface FileEntry {
  readonly file: string;
  readonly variable: string;
}

/** A file of entries `NAME=value`, looked at before anything is changed. */
/** A file of entries `NAME=value`, looked at before anything is changed. */
export interface EntryFile {
  /** What the variable is now. */
  readonly previous: string | undefined;
  /** Absolute paths of what calls that were killed left beside the file. */
  readonly left: readonly string[];
  /** Makes a file beside it, so that what stands against writing is known before anything is changed. */
  reserve(): Promise<Reserved>;
}

export interface Reserved {
  /** All entries, this one with its new value, on the disk: who is killed from here on finds it beside the old one. */
  write(value: string): Promise<void>;
  /** Puts it in the place of the old one at once. Returns its absolute path. */
  commit(): Promise<string>;
  discard(): Promise<void>;
}

const LONGEST = 1_000_000;
const ENTRY = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$/;

/**
 * Reads the file where there is one. Errors: NOT_FOUND where its folder is not there, INVALID_INPUT where it may not be written, or
 * holds something else than entries.
 */
export async function openEntries(
  { file, variable }: FileEntry,
  roots: readonly string[],
): Promise<EntryFile> {
  if (!/^[A-Za-z_]\w*$/.test(variable))
    throw new ToolError(
      "INVALID_INPUT",
      `\`${identifier(variable)}\` is no name of an environment variable.`,
      'Name one as `to.variable`: "DATABASE_URL".',
    );
  const { text, path } = await read(file, roots);
  const lines = text.split("\n");
  const at = lines.findIndex((line) => ENTRY.exec(line)?.[1] === variable);
  const previous = ENTRY.exec(lines[at] ?? "")?.[2]?.trim();
  if (text.trim() !== "" && !lines.some((line) => ENTRY.test(line)))
    throw new ToolError(
      "INVALID_INPUT",
      `\`${identifier(file)}\` holds no entries \`NAME=value\`.`,
      "Name an environment file, such as `.env`; it may be a new one.",
    );
  if (previous !== undefined && /^(["'`])(?!.*\1)/s.test(previous))
    throw new ToolError(
      "INVALID_INPUT",
      `\`${identifier(variable)}\` goes on over several lines in \`${identifier(file)}\`.`,
      "Name another variable or file.",
    );
  const final = path ?? join(await findWithin(dirname(file), roots, "folder"), basename(file));
  return {
    left: await leftBeside(final),
    previous: previous === undefined ? undefined : previous.replace(/^(["'`])(.*)\1.*$/s, "$2"),
    reserve: () => reserve(final, (value) => withEntry(lines, { variable, at, value }), roots),
  };
}

interface Entry {
  readonly variable: string;
  readonly at: number;
  readonly value: string;
}

function withEntry(lines: readonly string[], { variable, at, value }: Entry): string {
  const entry = `${variable}="${value}"`;
  if (at >= 0) {
    const before = /^\s*(?:export\s+)?/.exec(lines[at] ?? "")?.[0] ?? "";
    return lines.map((line, index) => (index === at ? `${before}${entry}` : line)).join("\n");
  }
  const kept = lines.at(-1) === "" ? lines.slice(0, -1) : lines;
  return `${[...kept, entry].join("\n")}\n`;
}

async function read(
  file: string,
  roots: readonly string[],
): Promise<{ readonly text: string; readonly path: string | undefined }> {
  try {
    const opened = await openToRead(file, roots);
    await using handle = opened.file;
    if ((await handle.stat()).size > LONGEST)
      throw new ToolError(
        "LIMIT",
        `\`${identifier(file)}\` is too large for an environment file.`,
        "Name another one as `to.file`.",
      );
    return { text: await handle.readFile("utf8"), path: opened.path };
  } catch (error) {
    if (!(error instanceof ToolError && error.code === "NOT_FOUND")) throw error;
    return { text: "", path: undefined };
  }
}

async function reserve(
  final: string,
  textWith: (value: string) => string,
  roots: readonly string[],
): Promise<Reserved> {
  const { file, path } = await openToWrite(`${final}.${randomBytes(4).toString("hex")}.new`, roots);
  return {
    async write(value) {
      await file.writeFile(textWith(value));
      await file.sync();
    },
    async commit() {
      await file.close();
      await rename(path, final);
      return final;
    },
    async discard() {
      await file.close();
      await rm(path, { force: true });
    },
  };
}

/** Calls take seconds. */
const LEFT_MS = 120_000;

async function leftBeside(final: string): Promise<string[]> {
  const [folder, name] = [dirname(final), basename(final)];
  const found = (await readdir(folder)).filter(
    (each) => each.startsWith(`${name}.`) && /^\.[0-9a-f]{8}\.new$/.test(each.slice(name.length)),
  );
  const paths = found.map((each) => join(folder, each));
  const ages = await Promise.all(
    paths.map(async (path) => Date.now() - (await lstat(path)).mtimeMs),
  );
  return paths.filter((_, index) => (ages[index] ?? 0) > LEFT_MS);
}
