import type { Address } from "../core/address.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";

/** Bytes of a name in Postgres; it cuts longer ones, and no catalogue has one. */
const LONGEST = 63;

/**
 * Refuses a database or role of an address that the startup packet cannot say. The packet is a list of strings that end with NUL, so a NUL
 * within one begins the next: the name of a database would set parameters of the session, as `options` or `replication`. A packet beyond
 * 10,000 bytes has the server hang up, which looks like a fault that passes.
 */
export function checkStartup({ database, user }: Pick<Address, "database" | "user">): void {
  for (const [kind, name] of [
    ["database", database],
    ["role", user],
  ] as const)
    if (name.includes("\0") || Buffer.byteLength(name) > LONGEST)
      throw new ToolError(
        "NOT_FOUND",
        `There is no ${kind} \`${identifier(name)}\`: no name holds NUL or more than ${LONGEST} bytes.`,
        `Pass the ${kind}'s name as describe_database or list_branches shows it.`,
      );
}
