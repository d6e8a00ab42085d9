import { nameOf } from "../engine/names.ts";
import { purposeOf, type Purpose } from "./model.ts";
import type { RoleFact } from "./roles.ts";
import { ordinaryRoles, type SecurityFacts } from "./security.ts";

/** A role as results show it. */
export interface ShownRole {
  readonly name: string;
  /** What it is by the model, or, where that is certain, by what it has. */
  readonly purpose?: Purpose;
  readonly purpose_from?: "model" | "privileges";
  readonly attributes: string[];
  /** Roles that are members of it. */
  readonly members: string[];
  /** `INSERT, SELECT on 12 tables`. */
  readonly grants: string[];
}

/** As many as are shown: those that log in first. */
const MOST = 40;

export function rolesShown(facts: SecurityFacts): ShownRole[] {
  return ordinaryRoles(facts)
    .toSorted((a, b) => Number(b.login) - Number(a.login) || b.owns - a.owns)
    .slice(0, MOST)
    .map((role) => ({
      name: role.name,
      ...purpose(facts, role),
      attributes: attributes(role),
      members: [
        ...new Set(
          facts.memberships.flatMap(({ role: of, member }) => (of === role.name ? [member] : [])),
        ),
      ],
      grants: grants(facts, role),
    }));
}

function purpose(
  facts: SecurityFacts,
  { name, owns, login }: RoleFact,
): Pick<ShownRole, "purpose" | "purpose_from"> {
  const meant = facts.model && purposeOf(facts.model, name);
  if (meant !== undefined) return { purpose: meant, purpose_from: "model" };
  const owner = facts.catalog.tables.some((table) => table.owner === name);
  if (owner) return { purpose: "owner", purpose_from: "privileges" };
  if (!login || owns > 0) return {};
  const may = new Set(
    facts.catalog.tables.flatMap((table) => [...facts.access.relation(name, nameOf(table))]),
  );
  if (may.size === 0) return {};
  const writes = ["INSERT", "UPDATE", "DELETE"].some((verb) => may.has(verb));
  return { purpose: writes ? "application" : "read_only", purpose_from: "privileges" };
}

const attributes = (role: RoleFact): string[] => [
  ...(role.login ? ["LOGIN"] : []),
  ...(role.createRole ? ["CREATEROLE"] : []),
  ...(role.createDb ? ["CREATEDB"] : []),
  ...(role.replication ? ["REPLICATION"] : []),
  ...(role.bypassRls ? ["BYPASSRLS"] : []),
  ...(role.inherit ? [] : ["NOINHERIT"]),
  ...(role.validUntil === null ? [] : [`VALID UNTIL ${role.validUntil.slice(0, 10)}`]),
];

/** Tables by what the role may do with them. */
function grants({ catalog, access }: SecurityFacts, { name }: RoleFact): string[] {
  const counts = new Map<string, number>();
  for (const table of catalog.tables) {
    const may = [...access.relation(name, nameOf(table))].join(", ");
    const what = table.owner === name ? "owner" : may;
    if (what !== "") counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => `${what} of ${count} table${count === 1 ? "" : "s"}`);
}
