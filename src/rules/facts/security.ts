import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import type { Access } from "./access.ts";
import type { Body } from "./bodies.ts";
import type { DatabaseFacts } from "./database.ts";
import type { Dependencies } from "./dependencies.ts";
import type { RoleModel } from "./model.ts";
import type { NeonFacts } from "./neon.ts";
import type { PlannedPolicy } from "./policies/planned.ts";
import type { RoleFact, RoleFacts } from "./roles.ts";
import type { SampledColumn } from "./samples.ts";

/** All that rules on security may look at. */
export interface SecurityFacts extends RoleFacts, Dependencies {
  readonly catalog: Catalog;
  readonly database: DatabaseFacts;
  readonly access: Access;
  /** What bodies of routines speak of, by signature. */
  readonly bodies: ReadonlyMap<string, Body>;
  /** What the planner makes of the policies; only of tables where they apply. */
  readonly planned: readonly PlannedPolicy[];
  /** Empty unless the caller allows looking at values. */
  readonly samples: readonly SampledColumn[];
  /** Undefined where there is no Neon. */
  readonly neon: NeonFacts | undefined;
  /** What the roles are meant to be, where the caller says it. */
  readonly model: RoleModel | undefined;
  /** It is DDL that was loaded: there are no roles, settings and rows of its own. */
  readonly isText: boolean;
}

export const roleNamed = (facts: RoleFacts, name: string): RoleFact | undefined =>
  facts.roles.find((role) => role.name === name);

/** Roles that somebody made, and that are no superusers. */
export const ordinaryRoles = ({ roles, isText, database }: SecurityFacts): readonly RoleFact[] =>
  roles.filter(
    // Whoever loaded a text owns what is in it, and is nobody.
    ({ name, builtIn, superuser }) =>
      !builtIn && !superuser && !(isText && name === database.owner),
  );

/** Whether the role, or one of which it has the privileges, owns the table. */
export const ownsTable = ({ reach }: RoleFacts, role: string, owner: string): boolean =>
  role === owner ||
  reach.some((path) => path.member === role && path.role === owner && path.inherits);

/** Whether somebody can act as the role: it logs in, or one that does can become it. */
export const isUsable = (facts: RoleFacts, name: string): boolean =>
  roleNamed(facts, name)?.login === true ||
  facts.reach.some(
    ({ role, member, inherits, sets }) =>
      role === name && (inherits || sets) && roleNamed(facts, member)?.login === true,
  );

/** Whether row-level security says anything of what the role sees in the table. */
export function isUnderPolicies(facts: SecurityFacts, role: string, table: Table): boolean {
  if (!table.rowSecurity.enabled) return false;
  const known = roleNamed(facts, role);
  if (known === undefined || known.superuser || known.bypassRls) return false;
  return table.rowSecurity.forced || !ownsTable(facts, role, table.owner);
}
