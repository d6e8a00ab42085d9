import type { Shadow } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import { loadDdl, type Skipped } from "../schema/load-ddl.ts";
import { readSet } from "./folder/read-set.ts";

export interface FolderRequest {
  readonly folder: string;
  readonly framework?: string | undefined;
}

/**
 * Runs the migrations of a folder, in the order of their tool, on an empty shadow. `roots` are the folders that may be read. What does not
 * succeed, and what could not be read as SQL, is told. Errors: those of `readSet`.
 */
export async function loadFolder(
  request: FolderRequest,
  shadow: Shadow,
  roots: readonly string[],
  signal: AbortSignal,
): Promise<readonly Skipped[]> {
  const load = async (text: string): Promise<readonly Skipped[]> => {
    try {
      return (await loadDdl(shadow.session, text, signal, async (roles) => shadow.adopt?.(roles)))
        .skipped;
    } catch (error) {
      if (!(error instanceof ToolError) || error.quoted === undefined) throw error;
      return [{ what: "all of it", reason: error.quoted }];
    }
  };
  const { files, problems } = await readSet(request, roots, signal);
  const skipped: Skipped[] = problems
    .filter(({ level }) => level === "error")
    .map(({ file, object, message }) => ({ what: file ?? object, reason: message }));
  for (const { path, up, unread = [] } of files) {
    for (const { line, what } of unread)
      skipped.push({ what: `${path}, line ${line}`, reason: `is no SQL: ${what}` });
    const text = up.map(({ sql }) => `${sql}\n;`).join("\n");
    if (text.replaceAll(/--.*$/gm, "").replaceAll(/[\s;]+/g, "") === "") continue;
    const failed = await load(text);
    skipped.push(...failed.map(({ what, reason }) => ({ what: `${path}, ${what}`, reason })));
  }
  return skipped;
}
