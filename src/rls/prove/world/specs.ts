import { keyOf } from "../../oracle/world.ts";
import type { ResolvedTable } from "../../resolved.ts";
import { canonical } from "./canonical.ts";
import type { Linked } from "./linked.ts";
import { memberSpecs } from "./members.ts";
import { ownedSpecs } from "./owned.ts";
import { spread, type Planning, type Spec } from "./spec.ts";

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
  // keys are to tell rows apart
  const strange = (oddities.get(name) ?? []).map((values) =>
    Object.fromEntries(
      Object.entries(values).filter(([column]) => !planning.keys.has(`${name}.${column}`)),
    ),
  );
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
    ...reservesOf(planning, resolved, all, others, strange, home),
  ];
  return withKeys(planning, resolved, numbered, linked);
}

function reservesOf(
  { cast }: Planning,
  resolved: ResolvedTable,
  all: readonly Spec[],
  others: readonly Spec[],
  strange: readonly Spec["values"][],
  home: readonly Spec[],
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
  // where everybody has a row already, one who has none yet
  const newcomers =
    ownColumn !== undefined && home.length > 0
      ? home.slice(0, 1).map((spec): Spec => ({
          values: { ...spec.values, [ownColumn]: cast.unknownUser },
          tenant: spec.tenant,
          owner: cast.unknownUser,
          use: "reserve",
        }))
      : [];
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
  return table.kind === "foreign table" ? [] : [...newcomers, ...plain, ...outsiders, ...odd];
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
