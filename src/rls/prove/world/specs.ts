import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { keyOf } from "../../oracle/world.ts";
import type { ResolvedIntent, ResolvedTable } from "../../resolved.ts";
import { usersOf, type Cast } from "./cast.ts";
import type { Linked } from "./linked.ts";

/** A row that the proof wants: values of the columns that matter, the others are drawn. */
export interface Spec {
  readonly values: Readonly<Record<string, string | null>>;
  readonly tenant: string | null;
  readonly owner: string | null;
  /**
   * `main` rows may have children, `odd` rows are deleted ones, and another's with everything in their other columns that a policy might
   * be fooled by; `reserve` rows are taken out again to be inserted by actors.
   */
  readonly use: "main" | "odd" | "reserve";
}

export interface Planning {
  readonly intent: ResolvedIntent;
  readonly catalog: Catalog;
  readonly cast: Cast;
  readonly linked: readonly Linked[];
  /** Ids for keys that children refer to, by table and column. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** What other columns of another's row may hold, by table: one record for each odd row. */
  readonly oddities: ReadonlyMap<string, readonly Spec["values"][]>;
}

const PARENTS = 8;
const MAIN = 28;
const RESERVES = 24;

/** The rows of each table of the intent and of the members, by table; parents are given before children. */
export function planRows(planning: Planning): ReadonlyMap<string, readonly Spec[]> {
  const specs = new Map<string, readonly Spec[]>();
  const { members } = planning.intent;
  const waiting = [...planning.intent.tables];
  while (waiting.length > 0) {
    const at = waiting.findIndex(
      ({ table, parent }) =>
        parent === null ||
        keyOf(parent.table) === keyOf(table) ||
        specs.has(keyOf(parent.table)) ||
        !waiting.some((other) => keyOf(other.table) === keyOf(parent.table)),
    );
    const [resolved] = waiting.splice(Math.max(at, 0), 1);
    if (resolved === undefined) break;
    const name = keyOf(resolved.table);
    specs.set(
      name,
      members !== null && keyOf(members.table) === name
        ? memberSpecs(planning, resolved)
        : specsOf(planning, resolved, specs),
    );
  }
  if (members !== null && !specs.has(keyOf(members.table)))
    specs.set(keyOf(members.table), memberSpecs(planning, undefined));
  return specs;
}

function memberSpecs(
  { intent, cast, oddities }: Planning,
  resolved: ResolvedTable | undefined,
): Spec[] {
  const { members } = intent;
  if (members === null) return [];
  const [a, b] = cast.tenants;
  const role = cast.memberships[0]?.role ?? null;
  const spec = (tenant: string, user: string, role: string | null, use: Spec["use"]): Spec => ({
    values: {
      ...unmarked(resolved),
      [members.tenant]: tenant,
      [members.user]: user,
      ...(members.role === null ? {} : { [members.role]: role }),
    },
    tenant,
    owner: user,
    use,
  });
  const [first] = cast.ofA;
  const [other] = cast.ofB;
  const reserves = [
    [a, cast.outsider.id],
    [b, cast.outsider.id],
    [b, first?.id ?? ""],
    [a, other?.id ?? ""],
  ] as const;
  const [odd] = oddities.get(keyOf(members.table)) ?? [];
  return [
    ...cast.memberships.map(({ tenant, user, role }) => ({
      ...spec(tenant, user, role, "main"),
      ...(odd !== undefined && tenant === b
        ? { values: { ...odd, ...spec(tenant, user, role, "main").values } }
        : {}),
    })),
    ...reserves.map(([tenant, user]) => spec(tenant, user, role, "reserve")),
  ];
}

const unmarked = (resolved: ResolvedTable | undefined): Spec["values"] =>
  resolved?.deleted == null
    ? {}
    : { [resolved.deleted.column]: resolved.deleted.kind === "boolean" ? "false" : null };

function specsOf(
  planning: Planning,
  resolved: ResolvedTable,
  known: ReadonlyMap<string, readonly Spec[]>,
): Spec[] {
  const { cast, linked, oddities } = planning;
  const { table, deleted } = resolved;
  const name = keyOf(table);
  const [a, b] = cast.tenants;
  const all = ownedSpecs(planning, resolved, known);
  const main = spread(all, MAIN);
  const home = canonical(planning, resolved);
  const marked =
    deleted === null
      ? undefined
      : { [deleted.column]: deleted.kind === "boolean" ? "true" : "2024-01-01 00:00:00" };
  const own = all.filter(({ tenant, owner }) => (tenant ?? a) !== b && owner !== undefined);
  const foreign = all.filter(({ tenant }) => tenant === b).slice(0, 1);
  const neighbour =
    resolved.owner === null
      ? []
      : own.filter(({ owner }) => owner !== own[0]?.owner && owner !== null).slice(0, 1);
  const others = [...foreign, ...neighbour];
  const strange = oddities.get(name) ?? [];
  const odd = others.flatMap((spec) =>
    strange.map((values): Spec => ({ ...spec, values: { ...values, ...spec.values }, use: "odd" })),
  );
  const numbered: Spec[] = [
    ...home,
    ...main,
    ...(marked === undefined
      ? []
      : [...own.slice(0, 2), ...foreign].map((spec): Spec => ({
          ...spec,
          values: { ...spec.values, ...marked },
          use: "odd",
        }))),
    ...odd,
    ...reservesOf(planning, resolved, all, others, strange),
  ];
  return withKeys(planning, resolved, numbered, linked);
}

/** Evenly from the whole list, so that no tenant is left out. */
function spread<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from(
    { length: most },
    (_, at) => list[Math.floor((at * list.length) / most)],
  ).filter((item): item is T => item !== undefined);
}

function reservesOf(
  { cast }: Planning,
  resolved: ResolvedTable,
  all: readonly Spec[],
  others: readonly Spec[],
  strange: readonly Spec["values"][],
): Spec[] {
  const { owner, table } = resolved;
  const [a, b] = cast.tenants;
  const plain = spread(all, RESERVES).map((spec): Spec => ({ ...spec, use: "reserve" }));
  const ownColumn = owner !== null && owner.steps.length === 0 ? owner.column : undefined;
  const outsiders =
    ownColumn === undefined
      ? []
      : plain
          .filter(({ tenant }) => tenant === null || tenant === a || tenant === b)
          .filter((spec, at, list) => list.findIndex(({ tenant }) => tenant === spec.tenant) === at)
          .map((spec): Spec => ({
            ...spec,
            values: { ...spec.values, [ownColumn]: cast.outsider.id },
            owner: cast.outsider.id,
          }));
  const mine = cast.ofA[0]?.id;
  const odd = others.flatMap((spec) =>
    strange.flatMap((values): Spec[] => [
      { ...spec, values: { ...values, ...spec.values }, use: "reserve" },
      ...(ownColumn === undefined || mine === undefined || spec.tenant !== b
        ? []
        : [
            {
              ...spec,
              values: { ...values, ...spec.values, [ownColumn]: mine },
              owner: mine,
              use: "reserve" as const,
            },
          ]),
    ]),
  );
  return table.kind === "foreign table" ? [] : [...plain, ...outsiders, ...odd];
}

/** Every id that other tables refer to is there, where it belongs. */
function canonical(
  { cast, linked }: Planning,
  { table, tenant, owner, deleted }: ResolvedTable,
): Spec[] {
  const isReferenced = (column: string | undefined): boolean =>
    linked.some(
      (item) => item.referenced && item.column === column && keyOf(item.table) === keyOf(table),
    );
  const own = (path: ResolvedTable["tenant"]): string | undefined =>
    path !== null && path.steps.length === 0 ? path.column : undefined;
  const [tenantColumn, ownerColumn] = [own(tenant), own(owner)];
  const clear =
    deleted === null ? {} : { [deleted.column]: deleted.kind === "boolean" ? "false" : null };
  const [a, b] = cast.tenants;
  if (isReferenced(ownerColumn) && ownerColumn !== undefined)
    return usersOf(cast).map(({ id, home }) => ({
      values: {
        ...clear,
        [ownerColumn]: id,
        ...(tenantColumn === undefined ? {} : { [tenantColumn]: home ?? b }),
      },
      tenant: tenantColumn === undefined ? null : (home ?? b),
      owner: id,
      use: "main" as const,
    }));
  if (isReferenced(tenantColumn) && tenantColumn !== undefined)
    return [a, b].map((id, at) => ({
      values: {
        ...clear,
        [tenantColumn]: id,
        ...(ownerColumn === undefined
          ? {}
          : { [ownerColumn]: (at === 0 ? cast.ofA : cast.ofB)[0]?.id ?? null }),
      },
      tenant: id,
      owner: ownerColumn === undefined ? null : ((at === 0 ? cast.ofA : cast.ofB)[0]?.id ?? null),
      use: "main" as const,
    }));
  return [];
}

/** Rows by whom they belong to: every combination of tenant, owner and parent that matters. */
function ownedSpecs(
  { cast }: Planning,
  { table, tenant, owner, parent, deleted }: ResolvedTable,
  known: ReadonlyMap<string, readonly Spec[]>,
): Spec[] {
  const [a, b] = cast.tenants;
  const clear =
    deleted === null ? {} : { [deleted.column]: deleted.kind === "boolean" ? "false" : null };
  const ownTenant = tenant !== null && tenant.steps.length === 0 ? tenant.column : undefined;
  const ownOwner = owner !== null && owner.steps.length === 0 ? owner.column : undefined;
  const bases =
    parent === null || keyOf(parent.table) === keyOf(table)
      ? [undefined]
      : parentsOf(known.get(keyOf(parent.table)) ?? []);
  const specs: Spec[] = [];
  for (const base of bases) {
    const link =
      base === undefined || parent === null
        ? {}
        : Object.fromEntries(
            [{ column: parent.column, key: parent.key }, ...parent.with].map(({ column, key }) => [
              column,
              base.values[key] ?? null,
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

/** Keys that children refer to get ids that are known before the rows are there. */
function withKeys(
  { keys }: Planning,
  { table }: ResolvedTable,
  specs: readonly Spec[],
  linked: readonly Linked[],
): Spec[] {
  const name = keyOf(table);
  const columns = [...keys]
    .filter(([key]) => key.startsWith(`${name}.`))
    .map(([key, ids]) => [key.slice(name.length + 1), ids] as const)
    .filter(
      ([column]) => !linked.some((item) => keyOf(item.table) === name && item.column === column),
    );
  return specs.map((spec, at) => ({
    ...spec,
    values: {
      ...Object.fromEntries(
        columns.flatMap(([column, ids]) =>
          column in spec.values ? [] : [[column, ids[at] ?? null]],
        ),
      ),
      ...spec.values,
    },
  }));
}
