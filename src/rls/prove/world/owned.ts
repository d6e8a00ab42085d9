import type { Table } from "../../../postgres/catalog/model/table.ts";
import { keyOf } from "../../oracle/world.ts";
import type { ResolvedTable } from "../../resolved.ts";
import type { Cast } from "./cast.ts";
import { spread, unmarked, type Planning, type Spec } from "./spec.ts";

const PARENTS = 8;

/** Rows by whom they belong to: every combination of tenant, owner and parent that matters. */
export function ownedSpecs(
  { cast }: Planning,
  resolved: ResolvedTable,
  known: ReadonlyMap<string, readonly Spec[]>,
): Spec[] {
  const [a, b] = cast.tenants;
  const clear = unmarked(resolved);
  const { table, tenant, owner, parent } = resolved;
  const ownTenant = tenant !== null && tenant.steps.length === 0 ? tenant.column : undefined;
  const ownOwner = owner !== null && owner.steps.length === 0 ? owner.column : undefined;
  const bases =
    parent === null || keyOf(parent.table) === keyOf(table)
      ? [undefined]
      : [
          ...parentsOf(known.get(keyOf(parent.table)) ?? []),
          // below no parent it is nobody's
          ...(takesNull(table, parent.column) ? [undefined] : []),
        ];
  const specs: Spec[] = [];
  for (const base of bases) {
    const link =
      parent === null || keyOf(parent.table) === keyOf(table)
        ? {}
        : Object.fromEntries(
            [{ column: parent.column, key: parent.key }, ...parent.with].map(({ column, key }) => [
              column,
              base?.values[key] ?? null,
            ]),
          );
    const tenants: readonly (string | null)[] =
      ownTenant === undefined
        ? [base?.tenant ?? null]
        : base === undefined || base.tenant === null
          ? [a, b, ...(takesNull(table, ownTenant) ? [null] : [])]
          : [base.tenant];
    for (const tenantOf of tenants)
      for (const ownerOf of ownOwner === undefined
        ? [base?.owner ?? null]
        : ownersFor(cast, tenantOf, tenant !== null, takesNull(table, ownOwner)))
        specs.push({
          values: {
            ...clear,
            ...(ownTenant === undefined ? {} : { [ownTenant]: tenantOf }),
            ...(ownOwner === undefined ? {} : { [ownOwner]: ownerOf }),
            ...link,
          },
          tenant: tenantOf,
          owner: ownerOf,
          use: "main",
        });
  }
  return specs;
}

const takesNull = (table: Table, column: string): boolean =>
  table.columns.some(({ name, notNull }) => name === column && notNull === null) &&
  !table.constraints.some(
    ({ kind, columns }) => kind === "primary key" && columns.includes(column),
  );

/** Of each tenant and user one, first those that differ most. */
function parentsOf(specs: readonly Spec[]): readonly (Spec | undefined)[] {
  const seen = new Set<string>();
  const found = specs.filter((spec) => {
    if (spec.use !== "main") return false;
    const key = `${spec.tenant}|${spec.owner}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
  return spread(found, PARENTS);
}

function ownersFor(
  cast: Cast,
  tenant: string | null,
  hasTenant: boolean,
  nullable: boolean,
): readonly (string | null)[] {
  const [a1, a2] = cast.ofA.map(({ id }) => id);
  const [b1, b2] = cast.ofB.map(({ id }) => id);
  const both = cast.both[0]?.id;
  const none = nullable ? [null] : [];
  const some = (...ids: (string | undefined)[]): (string | null)[] => [
    ...ids.filter((id): id is string => id !== undefined),
    ...none,
  ];
  if (!hasTenant) return some(a1, a2, b1, cast.outsider.id);
  if (tenant === null) return some(a1);
  return tenant === cast.tenants[1] ? some(b1, b2, both, a1) : some(a1, a2, both, b1);
}
