import type { Permission } from "../intent.ts";
import type { ResolvedIntent, ResolvedTable, Verb } from "../resolved.ts";
import { follow, keyOf, type Identity, type Values, type World } from "./world.ts";

/** Roles of the actor by tenant; of one with several, all. */
type Memberships = ReadonlyMap<string, readonly (string | null)[]>;

/** What the intent means for one actor in one world. Nothing here has seen a policy. */
export interface Permits {
  /** For which tenants the actor acts. */
  readonly tenants: ReadonlySet<string>;
  /** Whether the permissions of the verb hold for the row as it is. */
  holds(table: ResolvedTable, verb: Verb, values: Values): boolean;
  /** The same, and the row is not marked deleted. */
  may(table: ResolvedTable, verb: Verb, values: Values): boolean;
}

export function permitsOf(intent: ResolvedIntent, world: World, identity: Identity): Permits {
  const memberships = membershipsOf(intent, world, identity);
  const tenants = tenantsOf(intent, memberships, identity);
  const grants = (table: ResolvedTable, values: Values, permission: Permission): boolean => {
    if (permission === "anyone") return true;
    if (permission === "nobody") return false;
    const tenant = follow(world, table.tenant, values);
    const isOurs = tenant !== null && tenants.has(tenant);
    if (permission === "owner") {
      const owner = follow(world, table.owner, values);
      return owner !== null && owner === identity.user && (table.tenant === null || isOurs);
    }
    if (permission === "tenant") return isOurs;
    const roles = isOurs ? memberships.get(tenant) : undefined;
    if (permission === "member") return roles !== undefined;
    return roles?.some((role) => role !== null && permission.member_role.includes(role)) ?? false;
  };
  const holds: Permits["holds"] = (table, verb, values) =>
    table.allow[verb].some((permission) => grants(table, values, permission));
  return {
    tenants,
    holds,
    may: (table, verb, values) => !isDeleted(table, values) && holds(table, verb, values),
  };
}

function membershipsOf({ members }: ResolvedIntent, world: World, { user }: Identity): Memberships {
  const found = new Map<string, (string | null)[]>();
  if (members === null || user === null) return found;
  for (const { values } of world.get(keyOf(members.table)) ?? []) {
    const tenant = values[members.tenant];
    if (values[members.user] !== user || tenant == null) continue;
    const role = members.role === null ? null : (values[members.role] ?? null);
    found.set(tenant, [...(found.get(tenant) ?? []), role]);
  }
  return found;
}

function tenantsOf(
  intent: ResolvedIntent,
  memberships: Memberships,
  { tenant }: Identity,
): ReadonlySet<string> {
  if (intent.members === null) return new Set(tenant === null ? [] : [tenant]);
  const mine = [...memberships.keys()];
  return new Set(intent.tenant === null ? mine : mine.filter((name) => name === tenant));
}

export function isDeleted({ deleted }: ResolvedTable, values: Values): boolean {
  if (deleted === null) return false;
  const mark = values[deleted.column] ?? null;
  return deleted.kind === "boolean" ? mark === "true" : mark !== null;
}
