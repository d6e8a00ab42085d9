import type { FileHandle } from "node:fs/promises";
import { lstat, readlink, realpath } from "node:fs/promises";

/** Where Linux tells the path of what a process has open. */
export const DESCRIPTORS = "/proc/self/fd";

/**
 * Whether what is open is what stands at this real path: a folder on the way may have been replaced by a link since the path was looked
 * at. Elsewhere than on Linux the file at the path has to be the one that is open.
 */
export async function isAt(
  file: FileHandle,
  path: string,
  descriptors = DESCRIPTORS,
): Promise<boolean> {
  const told = await readlink(`${descriptors}/${file.fd}`).catch(() => undefined);
  if (told !== undefined) return told === path;
  const [opened, there, real] = await Promise.all([
    file.stat({ bigint: true }),
    lstat(path, { bigint: true }).catch(() => undefined),
    realpath(path).catch(() => undefined),
  ]);
  return real === path && there?.ino === opened.ino && there.dev === opened.dev;
}
