import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { alterationOf, printed, sameIn } from "../alteration.ts";
import type { Alteration } from "../alteration.ts";
import type { Change, Surroundings } from "../recipe.ts";
import { asNode, textOf } from "../../../sql/walk.ts";
import { broughtBack, indexMade, takenAway } from "./asides.ts";

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
  /** Views and the like that are dropped for the change, and made again after it. */
  readonly gone: readonly Change[];
  readonly again: readonly Change[];
}

interface Met {
  readonly change: Change;
  readonly alteration: Alteration;
  readonly kind: "type" | "default" | "drop constraint" | "foreign key";
}

interface Encountered {
  readonly met: readonly Met[];
  readonly gone: readonly Change[];
  readonly again: readonly Change[];
}

/** Undefined where the change is none of such a group. */
export function collectTypeChanges(
  change: Change,
  later: readonly Change[],
  surroundings: Surroundings,
): Collected | undefined {
  const { met, gone, again } = meet([change, ...later], surroundings);
  // what is made again after all of them may hang on each
  const types = gone.length > 0 ? met.filter(isType) : connected(met, change.before);
  const members = met.filter((one) => types.includes(one) || belongs(one, types, change.before));
  const all = [...gone, ...members.map((one) => one.change), ...again];
  if (types.length === 0 || !all.includes(change)) return undefined;
  return {
    types,
    taken: all.filter((one) => one !== change),
    before: change.before,
    after: all.at(-1)?.after ?? change.after,
    gone,
    again,
  };
}

/** The changes up to the first that is of another kind; what happens to other tables by ALTER TABLE is passed over. */
function meet(changes: readonly Change[], surroundings: Surroundings): Encountered {
  const met: Met[] = [];
  const [gone, again]: [Change[], Change[]] = [[], []];
  const away = new Set<string>();
  for (const change of changes) {
    const names = takenAway(change);
    const back = broughtBack(change);
    if (names.length > 0 && again.length === 0 && !met.some(({ kind }) => kind === "type")) {
      gone.push(change);
      for (const name of names) away.add(name);
      continue;
    }
    if (back !== undefined && away.has(back) && met.length > 0) {
      again.push(change);
      away.add(indexMade(change));
      continue;
    }
    const alteration = alterationOf(change, surroundings);
    if (alteration === undefined || again.length > 0) break;
    const kind = kindOf(change, alteration, surroundings);
    if (kind !== undefined) met.push({ change, alteration, kind });
    else if (met.length === 0 || met.some((one) => isSame(one, alteration))) break;
  }
  return { met, gone, again };
}

const isType = ({ kind }: Met): boolean => kind === "type";

const isSame = (one: Met, { table }: Alteration): boolean =>
  printed(one.alteration.table) === printed(table);

function kindOf(
  change: Change,
  alteration: Alteration,
  { isNew }: Surroundings,
): Met["kind"] | undefined {
  const { effect } = change;
  const { subtype, table, command } = alteration;
  if (subtype === "AT_ColumnDefault" || subtype === "AT_DropIdentity") return "default";
  if (subtype === "AT_DropConstraint") return "drop constraint";
  const constraint = asNode(command["def"], "Constraint");
  if (subtype === "AT_AddConstraint" && constraint?.["contype"] === "CONSTR_FOREIGN")
    return "foreign key";
  const works = [effect.rewrites, effect.scans, effect.builds].some((list) => list.length > 0);
  const done = works || isZoned(change, alteration);
  if (subtype === "AT_AlterColumnType" && done && !isNew(printed(table))) return "type";
  return undefined;
}

/** Between timestamps with and without time zone it depends on the session's zone what has to be done: in UTC, nothing. */
export function isZoned({ after }: Change, { table, name }: Alteration): boolean {
  const kinds = [table, sameIn(after.tables, table)].map((side) => {
    const type = side?.columns.find((column) => column.name === name)?.type ?? "";
    return /^timestamp\b.* (with|without) time zone$/.exec(type)?.[1];
  });
  return kinds.every((kind) => kind !== undefined) && kinds[0] !== kinds[1];
}

/** The type changes that the first of them is connected with, by a table or by foreign keys. */
function connected(met: readonly Met[], before: Catalog): Met[] {
  const types = met.filter(isType);
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
