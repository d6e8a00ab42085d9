import { holdRoles } from "../../schema/hold-roles.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { ResolvedIntent } from "../resolved.ts";
import type { Place } from "./place.ts";

interface TakenRoles {
  readonly stranger: string;
  readonly owner: string | undefined;
  readonly session: string;
}

/** The roles of the intent are there, and the session may act as each of them. */
export async function takeRoles(
  place: Pick<Place, "on" | "session" | "adopt">,
  intent: ResolvedIntent,
): Promise<TakenRoles> {
  const { session } = place;
  const [row] = await session.query<{ name: string; owner: boolean; stranger: string }>(
    `select current_user::text as name, not (rolsuper or rolbypassrls) as owner,
            'neon_dba_stranger_' || pg_catalog.left(pg_catalog.md5(pg_catalog.current_database()), 12) as stranger
     from pg_catalog.pg_roles where rolname = current_user`,
  );
  const stranger = row?.stranger ?? "";
  const named = [intent.applicationRole, ...intent.adminRoles, stranger];
  if (place.on === "shadow") await holdRoles(session, named);
  for (const role of named) {
    const [known] = await session.query("select from pg_catalog.pg_roles where rolname = $1", [
      role,
    ]);
    if (known === undefined) await session.query(`create role ${quoteIdentifier(role)} nologin`);
  }
  await place.adopt(named);
  const name = row?.name ?? "";
  return { stranger, owner: row?.owner === true ? name : undefined, session: name };
}
