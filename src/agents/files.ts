import { constants } from "node:fs";
import { lstat, mkdir, open, readFile, realpath, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, relative, isAbsolute } from "node:path";
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

const temporary = (file: string): string => `${file}.neon-dba-tmp`;

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
    await using handle = await open(temporary(target), flags, mode ?? 0o666);
    if (mode !== undefined) await handle.chmod(mode);
    await handle.writeFile(text);
    // what others wrote survives a power cut too
    if (mode !== undefined) await handle.sync();
  } catch (error) {
    await rm(temporary(target), { force: true });
    throw unusable(file, "cannot be written", error);
  }
  await rename(temporary(target), target);
}

/** Deletes what a killed run left beside a file. */
export async function deleteLeftover(file: string): Promise<void> {
  const target = await realpath(file).catch(() => file);
  await rm(temporary(target), { force: true });
}

export const deleteFile = (file: string): Promise<void> => rm(file, { force: true });

export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw unusable(folder, "cannot be made a folder", error);
  });
}

/** Deletes a folder in which nothing is. */
export async function deleteEmptyFolder(folder: string): Promise<void> {
  await rmdir(folder).catch((error: unknown) => {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!["ENOENT", "ENOTEMPTY", "EEXIST", "ENOTDIR"].includes(code)) throw error;
  });
}

/**
 * In a project, links may come with somebody's repository: none may lead out of it. Below their own home they are the user's.
 * Errors: INVALID_INPUT.
 */
export async function mustStayWithin({ scope, root }: Place, file: string): Promise<void> {
  if (scope === "user") return;
  let there = file;
  while (!(await exists(there))) there = dirname(there);
  const real = await realpath(there).catch(() => undefined);
  const way = real === undefined ? ".." : relative(await realpath(root), real);
  if (way === ".." || way.startsWith(join("..", "/")) || isAbsolute(way))
    throw unusable(file, "is a link, or below one, that leads out of the project");
}

function unusable(file: string, why: string, cause?: unknown): ToolError {
  return new ToolError(
    "INVALID_INPUT",
    `\`${file}\` ${why}.`,
    "Nothing was changed. Put that right, or leave the client out with `--client`.",
    { cause },
  );
}
