import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Grant } from "../../postgres/catalog/model/common.ts";

/** Kinds of objects that make a server take part in replication: set up anew where it is wanted. */
const NOT_CARRIED: ReadonlySet<string> = new Set(["publication", "subscription"]);

/**
 * The schema as a target can have it that knows only some roles. What belongs to an unknown role belongs to whoever imports; privileges
 * of unknown roles, and policies for them alone, are left out. Extensions come in the version that the target has.
 */
export function carried(catalog: Catalog, roles: ReadonlySet<string>): Catalog {
  const { owner } = catalog.database;
  const knows = (role: string | null): boolean =>
    role === null || role === owner || role === "pg_database_owner" || roles.has(role);
  const mapped = withAccess(catalog, knows, owner);
  return {
    ...mapped,
    tables: mapped.tables.map((table) => ({
      ...table,
      tablespace: null,
      policies: table.policies.flatMap((policy) => {
        const left = policy.roles.filter(knows);
        return left.length === 0 ? [] : [{ ...policy, roles: left }];
      }),
    })),
    extensions: mapped.extensions.map((extension) => ({
      ...extension,
      version: extension.defaultVersion ?? extension.version,
      comment: null,
    })),
    defaultPrivileges: mapped.defaultPrivileges.filter(({ role }) => knows(role)),
    others: mapped.others.filter(({ kind }) => !NOT_CARRIED.has(kind)),
  };
}

/** Every `owner` and every list of `grants`, wherever the catalog has them. */
function withAccess<T>(value: T, knows: (role: string | null) => boolean, owner: string): T {
  const walk = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(walk);
    if (typeof each !== "object" || each === null) return each;
    return Object.fromEntries(
      Object.entries(each).map(([field, inner]: [string, unknown]) => {
        if (field === "owner" && typeof inner === "string")
          return [field, knows(inner) ? inner : owner];
        if (field === "grants") return [field, granted(inner as readonly Grant[], knows, owner)];
        return [field, walk(inner)];
      }),
    );
  };
  return walk(value) as T;
}

function granted(
  grants: readonly Grant[],
  knows: (role: string | null) => boolean,
  owner: string,
): Grant[] {
  return grants
    .filter(({ grantee }) => knows(grantee))
    .map((grant) => ({ ...grant, grantor: knows(grant.grantor) ? grant.grantor : owner }));
}
