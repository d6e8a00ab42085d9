import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { nameParts, textOf, type Fields } from "../../../sql/walk.ts";
import { find, leavesOf, nameOf, relationOf } from "./find.ts";
import { newIndex, noWork, together, type Relation, type Work } from "./work.ts";

/** Of a constraint that is added to a table with rows. */
export function constraintWork(
  catalog: Catalog,
  leaves: readonly Relation[],
  constraint: Fields,
): Work {
  const scans = leaves.map(nameOf);
  const unchecked = constraint["skip_validation"] === true;
  switch (constraint["contype"]) {
    case "CONSTR_CHECK":
    case "CONSTR_NOTNULL":
      return unchecked ? noWork : { ...noWork, scans };
    case "CONSTR_FOREIGN": {
      const referenced = relationOf(catalog, constraint["pktable"]);
      return unchecked || referenced === undefined
        ? noWork
        : { ...noWork, scans: [...scans, ...leavesOf(catalog, referenced).map(nameOf)] };
    }
    case "CONSTR_UNIQUE":
    case "CONSTR_PRIMARY":
    case "CONSTR_EXCLUSION":
      return constraint["indexname"] === undefined
        ? { rewrites: [], scans, builds: leaves.map((leaf) => indexOf(leaf, constraint)) }
        : { ...noWork, scans: leaves.filter((leaf) => hasNulls(leaf, constraint)).map(nameOf) };
    default:
      return noWork;
  }
}

const SUFFIX: Readonly<Record<string, string>> = {
  CONSTR_PRIMARY: "pkey",
  CONSTR_UNIQUE: "key",
  CONSTR_EXCLUSION: "excl",
};

function indexOf(table: Relation, { conname, contype, keys }: Fields): string {
  const columns = contype === "CONSTR_PRIMARY" ? [] : nameParts(keys);
  return newIndex(table, textOf(conname), columns, SUFFIX[textOf(contype)] ?? "idx");
}

/** A primary key makes its columns NOT NULL, also over an index that is there. */
function hasNulls({ indexes, columns }: Relation, { contype, indexname }: Fields): boolean {
  const index = indexes.find(({ name }) => name === indexname);
  const keys = index?.keys.map(({ column }) => column);
  return (
    contype === "CONSTR_PRIMARY" &&
    columns.some(({ name, notNull }) => keys?.includes(name) === true && notNull === null)
  );
}

/** Of a constraint that was there already. */
export function validationWork(
  catalog: Catalog,
  table: Relation,
  name: string,
  leaves: readonly Relation[],
): Work {
  const constraints = "constraints" in table ? table.constraints : [];
  const found = constraints.find((constraint) => constraint.name === name);
  if (found?.validated === true && found.enforced) return noWork;
  const referenced =
    found?.references == null ? undefined : find(catalog, nameOf(found.references.table));
  return together([
    { ...noWork, scans: leaves.map(nameOf) },
    referenced === undefined || !("relation" in referenced)
      ? noWork
      : { ...noWork, scans: leavesOf(catalog, referenced.relation).map(nameOf) },
  ]);
}
