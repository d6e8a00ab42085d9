import { constants } from "node:fs";
import {
  lstat,
  mkdir,
  open,
  readFile,
  readdir,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
} from "node:fs/promises";
import { basename, dirname, join, relative, isAbsolute } from "node:path";
import { ToolError } from "../core/errors.ts";
import type { Place } from "./client.ts";

/** The text of a file, or undefined where none is. Errors: INVALID_INPUT for what is no text or may not be read. */
export async function readText(file: string): Promise<string | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // a link that leads nowhere is no free place
    if (code === "ENOENT" && (await isLink(file)) === false) return undefined;
    throw unusable(
      file,
      code === "ENOENT" ? "is a link that leads nowhere" : "cannot be read",
      error,
    );
  }
  const text = bytes.toString("utf8");
  if (!Buffer.from(text, "utf8").equals(bytes)) throw unusable(file, "is not UTF-8 text");
  return text;
}

/** Whether a link stands there itself. */
export const isLink = (file: string): Promise<boolean> =>
  lstat(file).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );

export const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** Where a file is, or would be made: without links on the way, as far as there is one. */
export async function realOf(file: string): Promise<string> {
  const folder = dirname(file);
  if (folder === file) return file;
  return realpath(file).catch(async () => join(await realOf(folder), basename(file)));
}

/** Each process has its own: none renames into place what another still writes. */
const temporary = (file: string): string => `${file}.${process.pid}.neon-dba-tmp`;
const TEMPORARY = /(?:\.\d+)?\.neon-dba-tmp$/;

/**
 * Replaces a file as a whole: who looks meanwhile sees the old or the new text, and a crash leaves one of the two. The mode stays;
 * a link is written through.
 */
export async function writeText(file: string, text: string): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const mode = await stat(target).then(
    (found) => found.mode & 0o7777,
    () => undefined,
  );
  await rm(temporary(target), { force: true });
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY;
  try {
    {
      await using handle = await open(temporary(target), flags, mode ?? 0o666);
      if (mode !== undefined) await handle.chmod(mode);
      await handle.writeFile(text);
      // what others wrote survives a power cut too
      if (mode !== undefined) await handle.sync();
    }
    await rename(temporary(target), target);
  } catch (error) {
    await rm(temporary(target), { force: true });
    throw error;
  }
}

/** Deletes what killed runs left beside these files. */
export async function deleteLeftovers(files: readonly string[]): Promise<void> {
  const targets = new Set(await Promise.all(files.map(realOf)));
  for (const folder of new Set([...targets].map((target) => dirname(target))))
    for (const name of await readdir(folder).catch((): string[] => []))
      if (TEMPORARY.test(name) && targets.has(join(folder, name.replace(TEMPORARY, ""))))
        await rm(join(folder, name), { force: true });
}

export const deleteFile = (file: string): Promise<void> => rm(file, { force: true });

export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
}

/** Deletes a folder in which nothing is. One that may not be deleted stays: it is empty. */
export async function deleteEmptyFolder(folder: string): Promise<void> {
  await rmdir(folder).catch(() => {});
}

/**
 * In a project, links may come with somebody's repository: none may lead out of it. Below their own home they are the user's.
 * Errors: INVALID_INPUT.
 */
export async function mustStayWithin(place: Place, file: string): Promise<void> {
  if (!(await staysWithin(place, file)))
    throw unusable(file, "is a link, or below one, that leads out of the project");
}

export async function staysWithin({ scope, root }: Place, file: string): Promise<boolean> {
  if (scope === "user") return true;
  let there = file;
  while (!(await exists(there))) there = dirname(there);
  const real = await realpath(there).catch(() => undefined);
  return real !== undefined && isBelow(await realpath(root), real);
}

/** The same by the name alone. */
export function mustBeBelow({ scope, root }: Place, file: string): void {
  if (scope === "project" && !isBelow(root, file))
    throw unusable(file, "is recorded as installed here, and leads out of the project");
}

function isBelow(root: string, file: string): boolean {
  const way = relative(root, file);
  return way !== ".." && !way.startsWith(join("..", "/")) && !isAbsolute(way);
}

export function unusable(file: string, why: string, cause?: unknown): ToolError {
  return new ToolError(
    "INVALID_INPUT",
    `\`${file}\` ${why}.`,
    "Nothing was changed. Put that right, or leave the client out with `--client`.",
    { cause },
  );
}
