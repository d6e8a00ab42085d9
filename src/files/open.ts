import { constants, existsSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import { findWithin, placesOf } from "./find-within.ts";
import { DESCRIPTORS, isAt } from "./is-at.ts";

export interface OpenFile {
  readonly file: FileHandle;
  /** Absolute, without links. */
  readonly path: string;
}

/** A link is not followed, and a pipe not waited for. Windows knows neither flag. */
const SAFELY = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const OWNER_ONLY = 0o600;

/**
 * Opens a regular file below one of `roots`, to which `path` is relative. A link may lead from one place within them to another, never
 * out. Errors: NOT_FOUND, INVALID_INPUT.
 */
export async function openToRead(path: string, roots: readonly string[]): Promise<OpenFile> {
  const real = await findWithin(path, roots, "file");
  const file = await open(real, constants.O_RDONLY | SAFELY).catch((error: unknown) => {
    throw unusable(path, roots, error);
  });
  return checked(file, real, path, roots);
}

interface Existing {
  /** What is there is emptied. */
  readonly replace?: boolean;
  /** What is there stays, to be continued. */
  readonly keep?: boolean;
}

/**
 * Opens a file below one of `roots` to be written: a new one, which its owner alone may read, unless `replace` or `keep` allow what is
 * there. Its folder has to be there; a link is not written through. Errors: NOT_FOUND, INVALID_INPUT.
 */
export async function openToWrite(
  path: string,
  roots: readonly string[],
  { replace = false, keep = false }: Existing = {},
): Promise<OpenFile> {
  const name = basename(path);
  if (name === "" || name === "." || name === ".." || /[/\\]$/.test(path))
    throw unusable(path, roots);
  const folder = await findWithin(dirname(path), roots, "folder");
  const how = constants.O_WRONLY | constants.O_CREAT | (replace || keep ? 0 : constants.O_EXCL);
  const file = await within(folder, (at) => open(join(at, name), how | SAFELY, OWNER_ONLY)).catch(
    (error: unknown) => {
      throw codeOf(error) === "EEXIST" ? taken(path) : unusable(path, roots, error);
    },
  );
  const opened = await checked(file, join(folder, name), path, roots);
  if (replace) await file.truncate();
  return opened;
}

/** On Linux a folder that is open stays the one that was looked at, whatever is renamed meanwhile: nothing is created elsewhere. */
async function within<T>(folder: string, work: (at: string) => Promise<T>): Promise<T> {
  if (!existsSync(DESCRIPTORS)) return work(folder);
  await using held = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY | SAFELY);
  if (!(await isAt(held, folder))) throw new Error("the folder was moved");
  return await work(`${DESCRIPTORS}/${held.fd}`);
}

async function checked(
  file: FileHandle,
  path: string,
  shown: string,
  roots: readonly string[],
): Promise<OpenFile> {
  try {
    if ((await file.stat()).isFile() && (await isAt(file, path))) return { file, path };
    throw unusable(shown, roots);
  } catch (error) {
    await file.close();
    throw error;
  }
}

function unusable(path: string, roots: readonly string[], cause?: unknown): ToolError {
  const denied = ["EACCES", "EPERM", "EROFS"].includes(codeOf(cause));
  const why = denied ? "may not be opened by this server" : "is no regular file";
  return new ToolError("INVALID_INPUT", `\`${identifier(path)}\` ${why}.`, placesOf(roots), {
    cause,
  });
}

const taken = (path: string): ToolError =>
  new ToolError(
    "INVALID_INPUT",
    `There is a file \`${identifier(path)}\` already.`,
    "Name a new one, or move the old one away.",
  );

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
