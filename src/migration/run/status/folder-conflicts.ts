import type { Session } from "../../../core/session.ts";
import { readSet } from "../../folder/read-set.ts";
import { readPosition } from "../../lint/drift.ts";
import type { SetFinding } from "../../lint/report.ts";

export type Conflict = Pick<SetFinding, "rule" | "level" | "object" | "message"> & {
  readonly file?: string;
};

/** What is wrong within a folder of migrations, and between it and what its tool has written down on the target. */
export async function folderConflicts(
  session: Session,
  folder: string,
  roots: readonly string[],
  signal: AbortSignal,
): Promise<readonly Conflict[]> {
  const set = await readSet({ folder }, roots, signal);
  const position = await readPosition(session, set);
  return [...set.problems, ...(position?.findings ?? [])].map((each) => ({
    rule: each.rule,
    level: each.level,
    ...(each.file === undefined ? {} : { file: each.file }),
    object: each.object,
    message: each.message,
  }));
}
