import type { Constraint } from "../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { rank } from "../item.ts";
import type { Item } from "../item.ts";
import { key, keyOf } from "../key.ts";
import type { Key } from "../key.ts";
import { comment, nameOf, settingsOf } from "../text.ts";

/** `CONSTRAINT name UNIQUE (a) WITH (fillfactor=70) DEFERRABLE`. */
export function constraintClause(table: Table, constraint: Constraint): string {
  const [, definition = "", deferral = ""] = deferrable.exec(constraint.definition) ?? [];
  const index = table.indexes.find(({ name }) => name === constraint.index);
  // The definition of an exclusion constraint holds the parameters already.
  const tuned = index !== undefined && constraint.kind !== "exclusion";
  const settings = tuned ? settingsOf(index.options) : "";
  const parameters = settings === "" ? "" : ` WITH (${settings})`;
  return `CONSTRAINT ${quoteIdentifier(constraint.name)} ${definition}${parameters}${deferral}`;
}

const deferrable = /^(.*?)((?: DEFERRABLE)?(?: INITIALLY DEFERRED)?)$/s;

/** The constraint's key, and that of the index behind it. */
export function constraintKeys(table: Table, constraint: Constraint): Key[] {
  const { index, name } = constraint;
  const own = keyOf("constraint", table, name);
  return index === null ? [own] : [own, key("index", table.schema, index)];
}

export function constraintComments(table: Table, constraint: Constraint): string[] {
  const target = `CONSTRAINT ${quoteIdentifier(constraint.name)} ON ${nameOf(table)}`;
  return comment(target, constraint.comment);
}

/** A constraint in a statement of its own, which leaves the children alone where they have theirs. */
export function constraintItem(
  table: Table,
  constraint: Constraint,
  needs: readonly Key[] = [],
): Item {
  const { kind, name } = constraint;
  const only = kind === "foreign key" || table.kind === "foreign table" ? "" : "ONLY ";
  return {
    key: keyOf("constraint", table, name),
    object: `constraint ${quoteIdentifier(name)} of ${nameOf(table)}`,
    rank: ranks[kind],
    covers: constraintKeys(table, constraint).slice(1),
    needs: [keyOf("relation", table), ...needs],
    statements: [
      `ALTER TABLE ${only}${nameOf(table)} ADD ${constraintClause(table, constraint)}`,
      ...constraintComments(table, constraint),
    ],
  };
}

const ranks: Readonly<Record<Constraint["kind"], number>> = {
  "primary key": rank.index,
  unique: rank.index,
  exclusion: rank.index,
  check: rank.check,
  "foreign key": rank.foreignKey,
};
