import type { Access } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Branch } from "../core/neon.ts";

/** What a caller may change: what the operator lets all of them, or less. */
export interface Permit {
  readonly access: Access;
  /** The caller's token or request allows less than the operator does. */
  readonly isNarrowed?: boolean;
}

/** `access`, where it is less than what is permitted already. */
export function narrowed(permit: Permit, access: Access): Permit {
  const order: readonly Access[] = ["read", "guarded", "full"];
  if (order.indexOf(access) >= order.indexOf(permit.access)) return permit;
  return { access, isNarrowed: true };
}

/** Refuses to change anything where reading only is allowed. */
export function allowChange({ access, isNarrowed = false }: Permit): void {
  if (access !== "read") return;
  if (isNarrowed)
    throw new ToolError(
      "READ_ONLY",
      "This request may only read: its token holds no more than that scope, or it says so itself.",
      "Tell the user what you would run; it takes a token with the scope write, a request without `X-Neon-DBA-Access: read`, and for rows of a guarded branch a server with `--access full`.",
    );
  throw new ToolError(
    "READ_ONLY",
    "This server was started with `--access read`: nothing can be changed through it.",
    "Tell the user what you would run; the operator can start the server with `--access guarded` or `--access full`.",
  );
}

/** Refuses to write to the database of DATABASE_URL, unless the operator lets agents do everything. */
export function allowUrlWrite(permit: Permit): void {
  allowChange(permit);
  if (permit.access === "full") return;
  throw new ToolError(
    "GUARDED_BRANCH",
    "The database of DATABASE_URL is guarded: agents do not write there.",
    `Show the user the statement; ${wayToFull(permit)}. Reading works: \`mode\` "read".`,
  );
}

/** Refuses to write to a guarded branch: the default one and every protected one. */
export function allowBranchWrite(permit: Permit, branch: Branch): void {
  allowChange(permit);
  if (permit.access === "full" || (!branch.isDefault && !branch.isProtected)) return;
  const name = identifier(branch.name);
  const why = branch.isDefault ? "is the default branch and therefore guarded" : "is protected";
  throw new ToolError(
    "GUARDED_BRANCH",
    `Branch \`${name}\` ${why}: agents do not write there.`,
    `Call create_branch with {"parent":${JSON.stringify(name)},"expires_in":"1d"} and repeat this call with the new branch in \`target\`. Show the user what works there; ${wayToFull(permit)}.`,
  );
}

/** Where the operator lets agents do everything, he is not who has to change something. */
const wayToFull = ({ isNarrowed = false }: Permit): string =>
  isNarrowed
    ? "writing here takes a token with the scope admin, and a request without `X-Neon-DBA-Access: guarded`"
    : "the operator can allow writes here by starting the server with `--access full`";
