import type { Intent } from "../../../../../src/rls/intent.ts";

/** What a statement comes to for somebody: the first column of the rows it returns, or the words with which it is refused. */
export interface Cell {
  /** Settings by name; none is no context. */
  readonly as: Readonly<Record<string, string>>;
  readonly sql: string;
  readonly gives: readonly unknown[] | RegExp;
  readonly role?: "admin";
}

export interface Case {
  readonly schema: string;
  readonly intent: Omit<Intent, "application_role">;
  readonly cells: readonly Cell[];
  /** Rules of the findings, in their order. */
  readonly findings: readonly string[];
  /** A role of administration of its own. */
  readonly admin?: true;
}

export const refusedByPolicy = /violates row-level security policy/;
export const noPrivilege = /permission denied/;

export const everyVerb = (permission: Intent["tables"][number]["allow"]["select"]) => ({
  select: permission,
  insert: permission,
  update: permission,
  delete: permission,
});
