import type { Branch, Progress } from "../neon.ts";

export interface Database {
  readonly name: string;
  readonly owner: string;
  readonly createdAt: string;
}

export interface Role {
  readonly name: string;
  /** Neon's own: it can be neither changed nor dropped. */
  readonly isProtected: boolean;
  readonly createdAt: string;
  /** Its password with it. */
  readonly changedAt: string;
}

/** A role's new password: a secret that the caller keeps out of every result, error and log. */
export interface Secret {
  readonly password: string;
}

/** Databases and roles of a branch, through Neon's API: roles that are made here are members of neon_superuser and bypass RLS. */
export interface ManageContents {
  databases(branch: Branch, signal: AbortSignal): Promise<readonly Database[]>;
  createDatabase(
    branch: Branch,
    request: { readonly name: string; readonly owner: string },
    call: Progress,
  ): Promise<Database>;
  updateDatabase(
    branch: Branch,
    name: string,
    change: { readonly name?: string | undefined; readonly owner?: string | undefined },
    call: Progress,
  ): Promise<Database>;
  dropDatabase(branch: Branch, name: string, call: Progress): Promise<void>;
  roles(branch: Branch, signal: AbortSignal): Promise<readonly Role[]>;
  createRole(branch: Branch, name: string, call: Progress): Promise<Role & Secret>;
  dropRole(branch: Branch, name: string, call: Progress): Promise<void>;
  /** The old password is void when this resolves; open sessions go on. */
  resetPassword(branch: Branch, name: string, call: Progress): Promise<Role & Secret>;
}
