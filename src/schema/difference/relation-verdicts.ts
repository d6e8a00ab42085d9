import type { Constraint, Index } from "../../postgres/catalog/model/constraint.ts";
import type { Policy, Relation } from "../../postgres/catalog/model/table.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import { roleSql } from "../access/role-sql.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { nameOf } from "../text.ts";
import { inPlace, remake, same } from "./change.ts";
import type { Verdict } from "./change.ts";
import { settingChanges } from "./option-changes.ts";

/** Of a key, its definition says all but the parameters of its index, which the part's own text holds. */
export function constraintVerdict(
  table: ObjectName,
  a: Constraint,
  b: Constraint,
): Verdict | undefined {
  if (a.definition === b.definition) return undefined;
  const alter = `ALTER TABLE ${nameOf(table)}`;
  const name = quoteIdentifier(b.name);
  const timeless = (constraint: Constraint): string =>
    constraint.definition.replace(
      /( DEFERRABLE)?( INITIALLY DEFERRED)?( NOT VALID| NOT ENFORCED)?$/,
      "",
    );
  if (a.kind !== b.kind || timeless(a) !== timeless(b)) return remake;
  const deferral = a.deferrable !== b.deferrable || a.initiallyDeferred !== b.initiallyDeferred;
  if (deferral && b.kind !== "foreign key") return remake;
  if (a.enforced !== b.enforced && (b.kind !== "foreign key" || (!b.validated && b.enforced)))
    return remake;
  if (a.enforced === b.enforced && a.validated && !b.validated) return remake;
  const validates = !a.validated && b.validated && a.enforced && b.enforced;
  return inPlace([
    ...(deferral ? [`${alter} ALTER CONSTRAINT ${name}${deferralOf(b)}`] : []),
    ...(a.enforced === b.enforced
      ? []
      : [`${alter} ALTER CONSTRAINT ${name} ${b.enforced ? "ENFORCED" : "NOT ENFORCED"}`]),
    ...(validates ? [`${alter} VALIDATE CONSTRAINT ${name}`] : []),
  ]);
}

function deferralOf({ deferrable, initiallyDeferred }: Constraint): string {
  if (!deferrable) return " NOT DEFERRABLE";
  return ` DEFERRABLE INITIALLY ${initiallyDeferred ? "DEFERRED" : "IMMEDIATE"}`;
}

/** Parameters are set in place; an index that is invalid is built again. */
export function indexVerdict(relation: Relation, a: Index, b: Index): Verdict {
  const partitioned = "partitionKey" in relation && relation.partitionKey !== null;
  if (!a.valid && b.valid && !partitioned) return remake;
  if (built(a) !== built(b)) return remake;
  const name = nameOf({ schema: relation.schema, name: b.name });
  return inPlace([
    ...settingChanges(`ALTER INDEX ${name}`, a.options, b.options),
    ...(a.tablespace === b.tablespace
      ? []
      : [`ALTER INDEX ${name} SET TABLESPACE ${quoteIdentifier(b.tablespace ?? "pg_default")}`]),
  ]);
}

/** What only building it again changes. */
function built({ method, unique, nullsNotDistinct, keys, include, predicate }: Index): string {
  const plain = keys.map((key) => ({ ...key, statistics: null }));
  return JSON.stringify([method, unique, nullsNotDistinct, plain, include, predicate]);
}

/** ALTER POLICY changes roles and expressions, and takes none away. */
export function policyVerdict(
  catalog: Catalog,
  table: ObjectName,
  a: Policy,
  b: Policy,
): Verdict | undefined {
  if (a.command !== b.command || a.permissive !== b.permissive) return undefined;
  if ((a.using !== null && b.using === null) || (a.check !== null && b.check === null))
    return undefined;
  const alter = `ALTER POLICY ${quoteIdentifier(b.name)} ON ${nameOf(table)}`;
  const roles = (policy: Policy): string =>
    policy.roles.map((role) => roleSql(catalog, role)).join(", ");
  const clauses = [
    roles(a) === roles(b) ? "" : ` TO ${roles(b)}`,
    a.using === b.using ? "" : ` USING (${b.using})`,
    a.check === b.check ? "" : ` WITH CHECK (${b.check})`,
  ].join("");
  return clauses === "" ? same : inPlace([alter + clauses]);
}
