import { tagged } from "../../sql/walk.ts";
import type { Draft } from "./draft.ts";

/** Statements of one transaction in one file. */
export function groupsOf(drafts: readonly Draft[]): Draft[][] {
  const groups: Draft[][] = [];
  for (const draft of drafts) {
    const last = groups.at(-1)?.at(-1);
    const together =
      draft.transaction !== undefined &&
      last?.transaction === draft.transaction &&
      last.file === draft.file;
    if (together) groups.at(-1)?.push(draft);
    else groups.push([draft]);
  }
  return groups;
}

/** BEGIN, COMMIT and the like. */
export const isControl = ({ statement }: Draft): boolean =>
  tagged(statement.node)?.[0] === "TransactionStmt";
