import { realpath } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";

const SHOWN = 4;

/**
 * The real path of what is there, when it is within one of `roots`, to which `path` is relative. What the path itself leads out of is
 * not looked at, so that nobody learns what is there. Errors: NOT_FOUND, also of a file that
 * the path leads out to; INVALID_INPUT where a link leads out, or the path of a folder.
 */
export async function findWithin(
  path: string,
  roots: readonly string[],
  kind: "file" | "folder",
): Promise<string> {
  const real = await Promise.all(roots.map((root) => realpath(root).catch(() => resolve(root))));
  const allowed = [...roots.map((root) => resolve(root)), ...real];
  const paths = roots.map((root) => resolve(root, path)).filter((at) => isWithin(at, allowed));
  const there = await Promise.all(paths.map((at) => realpath(at).catch(() => undefined)));
  const found = there.filter((at) => at !== undefined);
  const inside = found.find((at) => isWithin(at, real));
  if (inside !== undefined) return inside;
  if (found.length > 0 || (kind === "folder" && roots.length > 0 && paths.length === 0))
    throw new ToolError(
      "INVALID_INPUT",
      `\`${identifier(path)}\` leads out of the folders that may be used.`,
      placesOf(roots),
    );
  throw new ToolError(
    "NOT_FOUND",
    `There is no ${kind} \`${identifier(path)}\` in the folders that may be used.`,
    placesOf(roots),
  );
}

/** Where files may be, as the next step of a refusal. */
export function placesOf(roots: readonly string[]): string {
  if (roots.length === 0)
    return "This server may use no folder; its operator allows one with `--files DIR`.";
  const named = roots.slice(0, SHOWN).map((root) => `\`${identifier(resolve(root))}\``);
  const more = roots.length > SHOWN ? ` and ${roots.length - SHOWN} more` : "";
  return `Name one below ${named.join(", ")}${more}, which \`--files\` allows.`;
}

function isWithin(path: string, folders: readonly string[]): boolean {
  return folders.some(
    (folder) =>
      path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`),
  );
}
