import type { Policy, Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { Change } from "../../engine/grant-sql.ts";
import { nameOf } from "../../engine/names.ts";
import type { RoleModel } from "../../facts/model.ts";
import type { PlannedPolicy } from "../../facts/policies/planned.ts";
import type { SecurityFacts } from "../../facts/security.ts";
import { words } from "./columns.ts";

/** A condition with the policy and table that it belongs to. */
export interface Condition {
  readonly table: Table;
  readonly policy: Policy;
  readonly planned: PlannedPolicy;
  /** As Postgres prints it. */
  readonly expression: string;
}

/** The conditions that were planned, of policies that hold. */
export function conditionsOf({ catalog, planned }: SecurityFacts): Condition[] {
  const tables = new Map(catalog.tables.map((table) => [nameOf(table), table]));
  return planned.flatMap((one) => {
    const table = tables.get(one.table);
    const policy = table?.policies.find(({ name }) => name === one.policy);
    const expression = policy?.[one.part] ?? null;
    if (table === undefined || policy === undefined || expression === null) return [];
    return [{ table, policy, planned: one, expression }];
  });
}

/** Whether a restrictive policy that says something holds for the same commands: then permissive ones may be wide. */
export function isGuarded(
  conditions: readonly Condition[],
  { table, policy, planned }: Condition,
): boolean {
  return conditions.some(
    (one) =>
      one.table === table &&
      !one.policy.permissive &&
      !one.planned.always &&
      one.planned.part === planned.part &&
      (one.policy.command === "all" || one.policy.command === policy.command),
  );
}

/** Whether the policy is of roles of its own, for whom no other of the table's is: administrators see all without BYPASSRLS so. */
export function isOfAdministrators(
  { table, policy }: Condition,
  model: RoleModel | undefined,
): boolean {
  const { roles } = policy;
  if (
    roles.includes(null) ||
    roles.some((role) => role !== null && model?.application.includes(role) === true)
  )
    return false;
  const others = table.policies.filter((one) => one.permissive && one !== policy);
  return (
    others.length > 0 && others.every((one) => one.roles.every((role) => !roles.includes(role)))
  );
}

export const policyAt = ({ table, policy }: Condition): string =>
  `${quoteIdentifier(policy.name)} on ${nameOf(table)}`;

/** Another condition in the place of this one. */
export function rewritten(condition: Condition, expression: string): Change {
  const word = condition.planned.part === "using" ? "USING" : "WITH CHECK";
  const alter = (text: string): string => `ALTER POLICY ${policyAt(condition)} ${word} (${text});`;
  return { fix: alter(expression), rollback: alter(condition.expression) };
}

/** What says whose a row is, by its name. */
const OWNING =
  /(^|_)(tenant|org|organi[sz]ation|account|workspace|team|company|customer|client|user|owner|author|member|creator|profile|patient|student|created_by|owned_by)(_?(id|uuid|key|slug|name))?$/i;

export const isOwning = (column: string): boolean => OWNING.test(words(column));

/** Columns that say whose the row is: named so. */
export const owningColumns = ({ columns }: Table): string[] =>
  columns.map(({ name }) => name).filter(isOwning);
