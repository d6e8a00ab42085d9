import type { Catalog, Sequence } from "../../postgres/catalog/model/catalog.ts";
import type { Constraint, Index } from "../../postgres/catalog/model/constraint.ts";
import type { Relation, Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { nameOf } from "../text.ts";
import type { DifferenceStatement } from "./plan-difference.ts";

/**
 * Constraints, indexes and owned sequences that are the same but for their names: they are renamed, which keeps indexes and values that
 * would be made anew otherwise.
 */
export function followRenames(a: Catalog, b: Catalog): DifferenceStatement[] {
  const wanted = new Map([...b.tables, ...b.views].map((relation) => [nameOf(relation), relation]));
  const taken = namesIn(a);
  const free = (schema: string, name: string): boolean => !taken.has(nameOf({ schema, name }));
  return [...a.tables, ...a.views].flatMap((relation) => {
    const other = wanted.get(nameOf(relation));
    if (other === undefined) return [];
    return [
      ...("constraints" in relation && "constraints" in other
        ? constraints(relation, other, free)
        : []),
      ...indexes(relation, other, free),
      ...sequences(a, b, relation, free),
    ];
  });
}

type IsFree = (schema: string, name: string) => boolean;

function namesIn(catalog: Catalog): Set<string> {
  const relations = [...catalog.tables, ...catalog.views];
  return new Set([
    ...[...relations, ...catalog.sequences].map(nameOf),
    ...relations.flatMap(({ schema, indexes: found }) =>
      found.map(({ name }) => nameOf({ schema, name })),
    ),
  ]);
}

/** Those that only one side has and that are alike, one to one. */
function renamed<T extends { readonly name: string }>(
  a: readonly T[],
  b: readonly T[],
  describe: (item: T) => string,
): [T, T][] {
  const gone = a.filter(({ name }) => !b.some((other) => other.name === name));
  const come = b.filter(({ name }) => !a.some((other) => other.name === name));
  return gone.flatMap((item): [T, T][] => {
    const at = come.findIndex((other) => describe(other) === describe(item));
    const [other] = at === -1 ? [] : come.splice(at, 1);
    return other === undefined ? [] : [[item, other]];
  });
}

function constraints(a: Table, b: Table, free: IsFree): DifferenceStatement[] {
  const own = (table: Table): Constraint[] =>
    table.constraints.filter(({ inherited }) => !inherited);
  return renamed(own(a), own(b), ({ kind, definition }) => `${kind} ${definition}`)
    .filter(([from, to]) => from.index === null || free(b.schema, to.index ?? ""))
    .map(([from, to]) => ({
      sql: `ALTER TABLE ${nameOf(b)} RENAME CONSTRAINT ${quoteIdentifier(from.name)} TO ${quoteIdentifier(to.name)}`,
      object: `constraint ${quoteIdentifier(to.name)} of ${nameOf(b)}`,
    }));
}

function indexes(a: Relation, b: Relation, free: IsFree): DifferenceStatement[] {
  const own = (relation: Relation): Index[] =>
    relation.indexes.filter(({ constraint, parent }) => constraint === null && parent === null);
  const describe = ({ method, unique, keys, include, predicate, options }: Index): string =>
    JSON.stringify([method, unique, keys, include, predicate, options]);
  return renamed(own(a), own(b), describe)
    .filter(([, to]) => free(b.schema, to.name))
    .map(([from, to]) => ({
      sql: `ALTER INDEX ${nameOf({ schema: a.schema, name: from.name })} RENAME TO ${quoteIdentifier(to.name)}`,
      object: `index ${nameOf({ schema: b.schema, name: to.name })}`,
    }));
}

function sequences(
  a: Catalog,
  b: Catalog,
  { schema, name }: Relation,
  free: IsFree,
): DifferenceStatement[] {
  const own = (catalog: Catalog): Sequence[] =>
    catalog.sequences.filter(
      (sequence) =>
        sequence.schema === schema &&
        sequence.ownedBy !== null &&
        nameOf(sequence.ownedBy.table) === nameOf({ schema, name }),
    );
  return renamed(own(a), own(b), ({ ownedBy }) => ownedBy?.column ?? "")
    .filter(([, to]) => free(schema, to.name))
    .map(([from, to]) => ({
      sql: `ALTER SEQUENCE ${nameOf(from)} RENAME TO ${quoteIdentifier(to.name)}`,
      object: `sequence ${nameOf(to)}`,
    }));
}
