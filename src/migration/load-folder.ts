import type { Shadow } from "../core/deps.ts";
import { loadDdl, type Skipped } from "../schema/load-ddl.ts";
import { readSet } from "./folder/read-set.ts";

export interface FolderRequest {
  readonly folder: string;
  readonly framework?: string | undefined;
}

/**
 * Runs the migrations of a folder, in the order of their tool, on an empty shadow. `roots` are the folders that may be read. What does not
 * succeed, and what could not be read as SQL, is told. Errors: those of `readSet`, INVALID_SQL, INVALID_INPUT for a file of which nothing
 * succeeds.
 */
export async function loadFolder(
  request: FolderRequest,
  { session, adopt }: Shadow,
  roots: readonly string[],
  signal: AbortSignal,
): Promise<readonly Skipped[]> {
  const { files, problems } = await readSet(request, roots, signal);
  const skipped: Skipped[] = problems
    .filter(({ level }) => level === "error")
    .map(({ file, object, message }) => ({ what: file ?? object, reason: message }));
  for (const { path, up, unread = [] } of files) {
    for (const { line, what } of unread)
      skipped.push({ what: `${path}, line ${line}`, reason: `is no SQL: ${what}` });
    const text = up.map(({ sql }) => `${sql}\n;`).join("\n");
    if (text.replaceAll(/--.*$/gm, "").replaceAll(/[\s;]+/g, "") === "") continue;
    const loaded = await loadDdl(session, text, signal, adopt);
    skipped.push(...loaded.skipped.map(({ what, reason }) => ({ what: `${path}, ${what}`, reason })));
  }
  return skipped;
}
