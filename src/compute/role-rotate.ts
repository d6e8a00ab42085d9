import type { Address } from "../core/address.ts";
import { identifier } from "../core/identifier.ts";
import { requireRole, usersOf } from "./role-facts.ts";
import { type RoleOutcome, rolesAt, type RoleWork } from "./role-work.ts";
import {
  comesIn,
  type Destination,
  destinationOf,
  fileNotes,
  type SecretTarget,
} from "./role-secret.ts";
import { setByApi, setBySql } from "./role-set.ts";
import { loginOf } from "./role-url.ts";

/** Gives a role another password, and proves that it lets in and the old one does not. */
export async function rotatePassword(
  work: RoleWork,
  to: SecretTarget | undefined,
): Promise<RoleOutcome> {
  const { place, deps, call, logIn, all, name } = work;
  const role = requireRole(name, all);
  const destination = await destinationOf(to, place, deps, call.signal);
  const old = await oldLogin(work, destination);
  const isOwn = place.neon === undefined && destination.direct.user === name;
  await call.confirm({
    summary: `Give role \`${identifier(name)}\` a new password: from then on whoever connects with the old one is refused; sessions that are open go on. ${usersOf(role)}${isOwn ? " This server logs in as it: DATABASE_URL has to be changed, and the server started again." : ""}`,
    plan: { target: place.target, oid: role.oid, name },
  });
  const api = role.api ? place.neon : undefined;
  const { password, written, notes } =
    api === undefined
      ? await setBySql(work, destination, "alter")
      : await setByApi(work, destination, () =>
          api.api.manage.contents.resetPassword(api.branch, name, call),
        );
  const login = { ...destination.direct, user: name, password };
  const [logsIn, oldComesIn] = await Promise.all([
    comesIn(login, logIn, call.signal),
    old === undefined ? undefined : comesIn(old, logIn, call.signal),
  ]);
  return {
    roles: [requireRole(name, await rolesAt(place, deps, call.signal))],
    written,
    ...(written === undefined ? { password } : {}),
    logsIn,
    ...(oldComesIn === undefined ? {} : { oldRefused: !oldComesIn }),
    notes: [
      "Applications that have the old password fail when they connect next: deploy the new one now. Without such a moment: create a second role with the same grants, move the applications to it, then drop the first.",
      ...notes,
      ...fileNotes(destination),
    ],
  };
}

/** As Neon keeps it, or as the entry that is replaced has it. */
async function oldLogin(
  { place, deps, call, name }: RoleWork,
  { entries, direct }: Destination,
): Promise<Address | undefined> {
  if (place.neon !== undefined) {
    const target = { ...place.target, role: name };
    const known = await deps.address({ target, signal: call.signal });
    if (known.user === name) return known;
  }
  if (direct.user === name && direct.password !== undefined) return direct;
  const before = loginOf(entries?.previous);
  return before?.user === name ? { ...direct, ...before } : undefined;
}
