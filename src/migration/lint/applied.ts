import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import { nearest } from "../../core/nearest.ts";
import type { Session } from "../../core/session.ts";
import { asNode } from "../../sql/walk.ts";
import type { MigrationFile, MigrationSet } from "../folder/set.ts";
import { arrange } from "./arrange.ts";
import { makeRoles, makeSchemas } from "./base.ts";
import { tryStatement } from "./try-statement.ts";
import { restoreSettings, sessionSettings } from "./session-settings.ts";

export interface Divided {
  readonly applied: readonly MigrationFile[];
  readonly pending: MigrationSet;
}

/** The files up to the last one that is applied, by its path, its name or its version, and those after it. Throws NOT_FOUND. */
export function divide(set: MigrationSet, since: string | undefined): Divided {
  if (since === undefined) return { applied: [], pending: set };
  const at = set.files.findLastIndex(
    ({ path, version }) =>
      path === since ||
      version === since ||
      path.endsWith(`/${since}`) ||
      path.includes(`${since}/`),
  );
  if (at < 0) {
    const [closest] = nearest(
      since,
      set.files.map(({ path }) => path),
      1,
    );
    throw new ToolError(
      "NOT_FOUND",
      `No migration is called \`${identifier(since)}\`.`,
      closest === undefined
        ? "Give `since` the path or the version of the last file that is applied."
        : `Did you mean \`${identifier(closest)}\`? Give \`since\` a path or a version.`,
    );
  }
  return {
    applied: set.files.slice(0, at + 1),
    pending: { ...set, files: set.files.slice(at + 1) },
  };
}

/** Executes what is applied, so that the rest meets the schema it was written for. Returns how many statements failed. */
export async function apply(
  files: readonly MigrationFile[],
  session: Session,
  signal: AbortSignal,
): Promise<number> {
  const { drafts } = await arrange({ files, together: false });
  await makeRoles(drafts, session);
  await makeSchemas(drafts, session);
  const settings = await sessionSettings(session);
  let file: string | undefined;
  let failed = 0;
  for (const draft of drafts) {
    signal.throwIfAborted();
    if (draft.file !== file) await restoreSettings(session, settings);
    file = draft.file;
    if (asNode(draft.statement.node, "TransactionStmt") !== undefined) continue;
    if ((await tryStatement(session, draft.statement)) !== undefined) failed++;
  }
  await restoreSettings(session, settings);
  return failed;
}
