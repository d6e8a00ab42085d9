import type { Finding } from "../../../core/finding.ts";
import { identifier } from "../../../core/identifier.ts";
import type { Target } from "../../../core/target.ts";
import { finding } from "../advice/finding.ts";
import { guards } from "../build/foreign-keys.ts";
import { groundOf } from "../build/ground.ts";
import type { Design, DesignedTable } from "../tables.ts";

/** What the design takes as given: said of each table, so that nobody takes it for proven. */
export const givenFindings = (design: Design, place: Target | undefined): Finding[] =>
  design.given.flatMap((table) => [
    takenAsGiven(design, table, place),
    ...unguarded(design, table),
  ]);

function takenAsGiven(
  { model }: Design,
  { name, columns }: DesignedTable,
  place: Target | undefined,
): Finding {
  const shown = columns.map((column) => `${identifier(column.name)} ${identifier(column.type)}`);
  const checked =
    place === undefined
      ? "That was not checked, nor that names of the design are free there: name a `target` to have it checked"
      : `That is so in the target's database ${identifier(place.database)}`;
  const made = finding(
    model,
    "taken-as-given",
    "info",
    [name],
    `The model says that it exists, with ${shown.join(", ")}. ${checked}. No statement of the design makes or changes it; on the shadow an empty table stood for it.`,
  );
  return place === undefined ? made : { ...made, evidence: "measured" };
}

/** References to rows of tenants carry the tenant, so that none leads to another's; here they would need a key that is not there. */
function unguarded({ model, tables }: Design, { name }: DesignedTable): Finding[] {
  const ground = groundOf(model);
  const owned = ground.tenants.has(name) && name !== model.tenancy?.entity;
  const keys = tables.flatMap(({ foreignKeys }) =>
    foreignKeys.filter(({ references }) => references.table === name),
  );
  if (!owned || guards(ground, name) || keys.length === 0) return [];
  return [
    finding(
      model,
      "reference-without-tenant",
      "warning",
      [name],
      `Its rows belong to tenants, and ${keys.map((key) => `\`${identifier(key.name)}\``).join(", ")} could refer to one of another tenant: the table has no key with the tenant that a reference could carry. Add one (UNIQUE of the tenant's column and id) by plan_migration, then make the reference carry both.`,
    ),
  ];
}
