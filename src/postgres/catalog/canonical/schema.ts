import type { Schema } from "../model/catalog.ts";
import type { Canonical, Context } from "./context.ts";
import { canonicalGrants } from "./grants.ts";

/**
 * Schema `public` as initdb makes it belongs to the bootstrap superuser and lets everybody create before Postgres 15,
 * and belongs to the database's owner and does not from then on: both are "as it came".
 */
export function canonicalSchema(schema: Schema, context: Context): Canonical {
  if (!schema.initialOwner) return context.owned(schema);
  const role = (name: string): string => (name === schema.owner ? "@owner" : context.role(name));
  const grants = canonicalGrants(schema.grants, { version: context.version, role });
  const { "PUBLIC by @owner": everyone = [], ...others } = grants;
  const initial = context.version >= 150000 ? "USAGE" : "CREATE,USAGE";
  return {
    owner: "@owner",
    grants: { ...others, PUBLIC: everyone.join() === initial ? "as it came" : everyone },
    comment: schema.comment,
  };
}
