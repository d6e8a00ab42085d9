import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { sessionAt } from "./database-place.ts";
import { requireRole, usersOf } from "./role-facts.ts";
import { type RoleOutcome, rolesAt, type RoleWork } from "./role-work.ts";

/**
 * Renames a role that was made by SQL. Neon's API has no way to rename, and a compute makes the roles that the API knows anew at its
 * next start: the old name would come back.
 */
export async function renameRole(work: RoleWork, newName: string): Promise<RoleOutcome> {
  const { place, deps, call, all, name } = work;
  const role = requireRole(name, all);
  if (role.api && place.neon !== undefined)
    throw new ToolError(
      "UNSUPPORTED",
      `Role \`${identifier(name)}\` was made through Neon's API, which cannot rename roles.`,
      'Create another one, grant it what this one has, and drop this one with `action` "drop".',
    );
  await call.confirm({
    summary: `Rename role \`${identifier(name)}\` to \`${identifier(newName)}\`: whoever connects with the old name is refused; password, grants and open sessions stay. ${usersOf(role)}`,
    plan: { target: place.target, oid: role.oid, name, newName },
  });
  await using session = await sessionAt(place, deps, { intent: "apply", signal: call.signal });
  await session.execute(
    `alter role ${quoteIdentifier(name)} rename to ${quoteIdentifier(newName)}`,
    [],
    { maxRows: 1, maxBytes: 1_000_000 },
  );
  // of an MD5 password the name is a part
  const cleared = session.notices().some((notice) => /MD5 password cleared/.test(notice));
  return {
    roles: [requireRole(newName, await rolesAt(place, deps, call.signal))],
    notes: [
      "Connection strings with the old name have to be changed.",
      ...(cleared
        ? [
            "Its password was kept as MD5 and is gone with the name: rotate_password makes a new one.",
          ]
        : []),
    ],
  };
}
