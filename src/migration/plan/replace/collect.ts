import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { alterationOf, printed, sameIn } from "../alteration.ts";
import type { Alteration } from "../alteration.ts";
import type { Change, Surroundings } from "../recipe.ts";
import { asNode, textOf } from "../../../sql/walk.ts";

/** A change of a column's type that writes the table anew, or reads it from end to end. */
export interface TypeChange {
  readonly change: Change;
  readonly alteration: Alteration;
}

/** Changes of types that have to be made as one, with the defaults and foreign keys that the request sets around them. */
export interface Collected {
  readonly types: readonly TypeChange[];
  /** All of them but the first of the request. */
  readonly taken: readonly Change[];
  readonly before: Catalog;
  readonly after: Catalog;
}

interface Met {
  readonly change: Change;
  readonly alteration: Alteration;
  readonly kind: "type" | "default" | "drop constraint" | "foreign key";
}

/** Undefined where the change is none of such a group. */
export function collectTypeChanges(
  change: Change,
  later: readonly Change[],
  surroundings: Surroundings,
): Collected | undefined {
  const met = meet([change, ...later], surroundings);
  const [first] = met;
  if (first?.change !== change) return undefined;
  const types = connected(met, change.before);
  const members = met.filter((one) => types.includes(one) || belongs(one, types, change.before));
  if (types.length === 0 || !members.includes(first)) return undefined;
  // A default or a key that is set up after the last type is changed may be of the group, one long after it not.
  return {
    types,
    taken: members.slice(1).map((one) => one.change),
    before: change.before,
    after: members.at(-1)?.change.after ?? change.after,
  };
}

/** The changes up to the first that is of another kind; what happens to other tables by ALTER TABLE is passed over. */
function meet(changes: readonly Change[], surroundings: Surroundings): Met[] {
  const found: Met[] = [];
  for (const change of changes) {
    const alteration = alterationOf(change, surroundings);
    if (alteration === undefined) break;
    const kind = kindOf(change, alteration, surroundings);
    if (kind !== undefined) found.push({ change, alteration, kind });
    else if (found.length === 0 || found.some((one) => isSame(one, alteration))) break;
  }
  return found;
}

const isSame = (one: Met, { table }: Alteration): boolean =>
  printed(one.alteration.table) === printed(table);

function kindOf(
  { effect }: Change,
  { subtype, table, command }: Alteration,
  { isNew }: Surroundings,
): Met["kind"] | undefined {
  if (subtype === "AT_ColumnDefault") return "default";
  if (subtype === "AT_DropConstraint") return "drop constraint";
  const constraint = asNode(command["def"], "Constraint");
  if (subtype === "AT_AddConstraint" && constraint?.["contype"] === "CONSTR_FOREIGN")
    return "foreign key";
  const works = [effect.rewrites, effect.scans, effect.builds].some((list) => list.length > 0);
  if (subtype === "AT_AlterColumnType" && works && !isNew(printed(table))) return "type";
  return undefined;
}

/** The type changes that the first of them is connected with, by a table or by foreign keys. */
function connected(met: readonly Met[], before: Catalog): Met[] {
  const types = met.filter(({ kind }) => kind === "type");
  const [first] = types;
  if (first === undefined) return [];
  const reached = new Set([first]);
  for (let size = 0; size !== reached.size;) {
    size = reached.size;
    for (const one of types)
      if (
        [...reached].some((other) => isSame(other, one.alteration) || isLinked(one, other, before))
      )
        reached.add(one);
  }
  return types.filter((one) => reached.has(one));
}

const isLinked = (a: Met, b: Met, catalog: Catalog): boolean =>
  refers(a, b, catalog) || refers(b, a, catalog);

function refers(from: Met, to: Met, catalog: Catalog): boolean {
  const table = sameIn(catalog.tables, from.alteration.table);
  return (table?.constraints ?? []).some(
    ({ columns, references }) =>
      references !== null &&
      columns.includes(from.alteration.name) &&
      printed(references.table) === printed(to.alteration.table) &&
      references.columns.includes(to.alteration.name),
  );
}

/** Defaults of the columns, and foreign keys that begin or end in them. */
function belongs(one: Met, types: readonly Met[], before: Catalog): boolean {
  const { kind, alteration, change } = one;
  const own = types.filter((type) => isSame(type, alteration)).map((type) => type.alteration.name);
  if (kind === "default") return own.includes(alteration.name);
  if (kind === "type") return false;
  const catalog = kind === "foreign key" ? change.after : before;
  const name = kind === "foreign key" ? addedName(one) : alteration.name;
  const constraint = sameIn(catalog.tables, alteration.table)?.constraints.find((item) =>
    name === undefined ? false : item.name === name,
  );
  if (constraint === undefined || constraint.kind !== "foreign key") return false;
  const { columns, references } = constraint;
  const ends = types.some(
    (type) =>
      references !== null &&
      printed(references.table) === printed(type.alteration.table) &&
      references.columns.includes(type.alteration.name),
  );
  return ends || columns.some((column) => own.includes(column));
}

/** The constraint that is there after the change, and was not before it. */
function addedName({ change, alteration }: Met): string | undefined {
  const given = textOf(asNode(alteration.command["def"], "Constraint")?.["conname"]);
  if (given !== "") return given;
  const names = new Set(alteration.table.constraints.map(({ name }) => name));
  return sameIn(change.after.tables, alteration.table)?.constraints.find(
    ({ name }) => !names.has(name),
  )?.name;
}
