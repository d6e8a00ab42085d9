import type { Address } from "../core/address.ts";
import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Connection } from "../core/target.ts";
import type { Place } from "./database-place.ts";
import { type EntryFile, openEntries } from "./role-file.ts";
import { urlOf } from "./role-url.ts";

/** Where a new password goes: into an environment file, as a connection string. */
export interface SecretTarget {
  readonly file: string;
  readonly variable: string;
  readonly database?: string | undefined;
  readonly connection: Connection;
}

/** Connects once, on a connection of its own. Throws where nobody is let in. */
export type LogIn = (address: Address, signal: AbortSignal) => Promise<void>;

export interface Destination {
  readonly to?: SecretTarget;
  readonly entries?: EntryFile;
  /** How the role is reached, without role and password. */
  readonly pooled: Address;
  readonly direct: Address;
}

export interface Written {
  readonly file: string;
  readonly variable: string;
  readonly connection: Connection;
}

/** Looked at before anything is changed. Throws INVALID_INPUT where the password would go nowhere. */
export async function destinationOf(
  to: SecretTarget | undefined,
  place: Place,
  deps: Deps,
  signal: AbortSignal,
): Promise<Destination> {
  if (to === undefined && !deps.revealSecrets)
    throw new ToolError(
      "INVALID_INPUT",
      "The new password would go nowhere: answers of this server hold no passwords. Nothing was changed.",
      'Name where it is written to: `to` {"file":".env","variable":"DATABASE_URL"}, a new entry or one that is replaced. (The operator may start the server with `--reveal-secrets` instead.)',
    );
  const entries = to === undefined ? undefined : await openEntries(to, deps.files);
  const database = to?.database === undefined ? {} : { database: to.database };
  const target = { ...place.target, ...database };
  const [pooled, direct] = await Promise.all(
    (["pooled", "direct"] as const).map((connection) =>
      deps.address({ target, connection, signal }),
    ),
  );
  if (pooled === undefined || direct === undefined) throw new Error("two were asked for");
  return {
    pooled,
    direct,
    ...(to === undefined ? {} : { to }),
    ...(entries === undefined ? {} : { entries }),
  };
}

export interface Kept {
  readonly password: string;
  readonly written?: Written;
}

/**
 * Changes a password and keeps it. `change` gives it to `put` when it knows it, which is on disk then, and returns it when it is in
 * force; when it throws, the file is as it was.
 */
export async function keepPassword(
  { to, entries, pooled, direct }: Destination,
  user: string,
  change: (put: (password: string) => Promise<void>) => Promise<string>,
): Promise<Kept> {
  if (to === undefined || entries === undefined) return { password: await change(async () => {}) };
  const reserved = await entries.reserve();
  const address = to.connection === "pooled" ? pooled : direct;
  try {
    const password = await change((known) =>
      reserved.write(urlOf({ ...address, user, password: known })),
    );
    const { variable, connection } = to;
    return { password, written: { file: await reserved.commit(), variable, connection } };
  } catch (error) {
    await reserved.discard();
    throw error;
  }
}

/** What there is to know of the file: what killed calls left beside it, and who can use what is in it. */
export function fileNotes({ entries, direct }: Destination): string[] {
  const named = (entries?.left ?? []).map((path) => `\`${identifier(path)}\``).join(", ");
  return [
    ...(named === ""
      ? []
      : [
          `A call that was killed left ${named}: when the URL in it logs in, its password is in force and nowhere else; otherwise delete it.`,
        ]),
    ...(entries === undefined || direct.gateway === undefined || direct.gateway === "host"
      ? []
      : [
          "The URL is as Neon's are: a plain Postgres client does not reach the local Neon by it, which listens on ports of its own.",
        ]),
  ];
}

/** Whether this login comes in; what else stands against it, such as a server that does not answer, is thrown. */
export async function comesIn(
  address: Address,
  logIn: LogIn,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await logIn(address, signal);
    return true;
  } catch (error) {
    if (error instanceof ToolError && error.code === "PERMISSION") return false;
    // Neon's proxy names no SQLSTATE for every refusal
    if (error instanceof ToolError && /password authentication failed/.test(error.quoted ?? ""))
      return false;
    throw error;
  }
}
