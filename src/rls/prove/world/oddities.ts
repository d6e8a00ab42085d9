import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../../postgres/catalog/model/column.ts";
import { conditionOf, mentionedIn } from "../../../schema/rows/constants.ts";
import { keyOf } from "../../oracle/world.ts";
import type { ResolvedIntent, ResolvedTable } from "../../resolved.ts";
import type { Cast } from "./cast.ts";
import type { Linked } from "./linked.ts";
import type { Spec } from "./spec.ts";

const MOST = 7;

/**
 * Values for the columns of which the intent says nothing, in rows that belong to somebody else: what a policy may have been written
 * for. Flags that are set and that are not, every label of an enum, the ids of whoever asks, NULL, and the constants that the policies
 * themselves mention.
 */
export async function odditiesOf(
  intent: ResolvedIntent,
  catalog: Catalog,
  cast: Cast,
  linked: readonly Linked[],
): Promise<ReadonlyMap<string, readonly Spec["values"][]>> {
  const found = new Map<string, readonly Spec["values"][]>();
  const routines = catalog.routines.map(({ source, sqlBody }) => sqlBody ?? source);
  const constants = [
    ...new Set(
      routines.flatMap((text) =>
        [...text.matchAll(/'((?:[^']|'')+)'/g)].map(([, text = ""]) => text),
      ),
    ),
  ];
  for (const resolved of intent.tables) {
    const { table } = resolved;
    const said = await mentionedIn([
      ...table.policies.flatMap(({ using, check }) =>
        [using, check].filter((text) => text !== null),
      ),
      ...table.constraints
        .filter(({ kind }) => kind === "check")
        .map(({ definition }) => conditionOf(definition)),
    ]);
    const columns = table.columns.filter((column) => isOpen(column, resolved, linked));
    const values = new Map(
      columns.map((column) => [
        column.name,
        candidates(column, {
          catalog,
          cast,
          linked,
          table: resolved,
          said: [...(said.get(column.name)?.values ?? [])],
          constants,
        }),
      ]),
    );
    const most = Math.min(MOST, Math.max(0, ...[...values.values()].map(({ length }) => length)));
    const rows = Array.from({ length: most }, (_, at) =>
      Object.fromEntries(
        [...values].flatMap(([column, list]) => {
          const value = list[at % Math.max(list.length, 1)];
          return value === undefined ? [] : [[column, value]];
        }),
      ),
    );
    found.set(keyOf(table), rows);
  }
  return found;
}

/** The intent says nothing of it, and no key hangs on it. */
function isOpen(column: Column, resolved: ResolvedTable, linked: readonly Linked[]): boolean {
  const { table, tenant, owner, parent, deleted } = resolved;
  const { name } = column;
  const named = [
    tenant?.steps.length === 0 ? tenant.column : undefined,
    owner?.steps.length === 0 ? owner.column : undefined,
    deleted?.column,
    parent?.column,
    ...(parent?.with.map((pair) => pair.column) ?? []),
  ];
  const isKey = table.indexes.some(
    ({ unique, keys }) => unique && keys.some((key) => key.column === name),
  );
  const isLinked = linked.some(
    (item) => item.column === name && keyOf(item.table) === keyOf(table),
  );
  return (
    !named.includes(name) &&
    !isKey &&
    !isLinked &&
    column.generated === null &&
    column.identity === null
  );
}

interface Ground {
  readonly catalog: Catalog;
  readonly cast: Cast;
  readonly linked: readonly Linked[];
  readonly table: ResolvedTable;
  readonly said: readonly string[];
  readonly constants: readonly string[];
}

/** In the order in which they are tried. */
function candidates(column: Column, ground: Ground): (string | null)[] {
  const { catalog, cast, linked, table, said, constants } = ground;
  const { name, type, notNull } = column;
  const nothing = notNull === null ? [null] : [];
  const reference = table.table.constraints.find(
    ({ references, columns }) => references !== null && columns.includes(name),
  );
  const to = reference?.references?.columns[reference.columns.indexOf(name)];
  const target = linked.find(
    (item) =>
      reference?.references != null &&
      item.column === to &&
      keyOf(item.table) === keyOf(reference.references.table),
  );
  if (reference !== undefined && (target === undefined || reference.columns.length > 1)) return [];
  const ids = (kind: Linked["kind"]): string[] => {
    const typed = linked.some((item) => {
      const own = item.table.columns.find((other) => other.name === item.column);
      return item.kind === kind && family(own?.type ?? "") === family(type);
    });
    if (!typed || (target !== undefined && target.kind !== kind)) return [];
    return kind === "tenant" ? [cast.tenants[0]] : [cast.ofA[0]?.id ?? ""];
  };
  if (type === "boolean") return ["true", "false", ...nothing];
  const labels = catalog.types.flatMap((own) =>
    own.kind === "enum" && type === printed(own.schema, own.name) ? own.labels : [],
  );
  if (labels.length > 0) return [...labels, ...nothing];
  const checked = table.table.constraints.some(
    ({ kind, columns }) => kind === "check" && columns.includes(name),
  );
  const isText = family(type) === "text";
  const free = checked ? said : [...said, ...ids("user"), ...ids("tenant")];
  return [
    ...new Set([
      ...free,
      ...nothing,
      ...(isText && !checked
        ? constants.filter((text) => /^[\w -]{2,24}$/.test(text)).slice(0, 3)
        : []),
    ]),
  ];
}

const printed = (schema: string, name: string): string => `${schema}.${name}`;

const family = (type: string): string => {
  if (/^(?:smallint|integer|bigint)$/.test(type)) return "integer";
  return /^(?:text|character varying|name|character)/.test(type) ? "text" : type;
};
