import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import type { ResolvedIntent } from "../resolved.ts";

/** Makes the role where there is none. A role of the console's or the API's of Neon has BYPASSRLS; one made by SQL has not. */
const createRole = (role: string): string =>
  `DO $rls$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${quoteLiteral(role)}) THEN
    CREATE ROLE ${quoteIdentifier(role)} NOLOGIN NOBYPASSRLS;
  END IF;
END $rls$`;

export interface RoleStatements {
  readonly create: readonly string[];
  readonly drop: readonly string[];
}

/** For the roles of the intent that are not among the known ones. */
export function roleStatements(
  { applicationRole, adminRoles }: ResolvedIntent,
  known: ReadonlySet<string>,
): RoleStatements {
  const missing = [applicationRole, ...adminRoles].filter((role) => !known.has(role));
  return {
    create: missing.map(createRole),
    drop: missing.toReversed().map((role) => `DROP ROLE IF EXISTS ${quoteIdentifier(role)}`),
  };
}
