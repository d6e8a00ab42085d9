import type { Constraint, Index } from "../model/constraint.ts";
import type { Canonical } from "./context.ts";
import { printed, without } from "./context.ts";
import { isGenerated } from "./names.ts";

/** The name of a constraint; of one that a partition got from its parent under a name of Postgres's choice, what it is. */
export function constraintKey(table: string, constraint: Constraint): string {
  const { kind, inherited, name, columns, definition } = constraint;
  const suffix = suffixes[kind];
  if (!inherited || suffix === undefined) return name;
  const second = kind === "primary key" ? "" : columns.join("_");
  return isGenerated(name, table, second, suffix) ? `inherited ${definition}` : name;
}

const suffixes: Readonly<Partial<Record<Constraint["kind"], string>>> = {
  "primary key": "pkey",
  unique: "key",
  exclusion: "excl",
  "foreign key": "fkey",
};

/** Of keys, NO INHERIT only tells how a partition came by them. */
export function canonicalConstraint(constraint: Constraint, key: string): Canonical {
  const { index } = constraint;
  const own = index !== constraint.name && !key.startsWith("inherited ");
  return {
    ...without(constraint, "name"),
    index: own ? index : null,
    noInherit: constraint.kind === "check" && constraint.noInherit,
  };
}

/** The same for indexes: a partition's index is the one of its parent's. */
export function indexKey(table: string, index: Index): string {
  if (index.parent === null || !hasGeneratedName(table, index)) return index.name;
  return `inherited ${printed(index.parent)}`;
}

function hasGeneratedName(table: string, index: Index): boolean {
  const columns = distinct([...index.keys.map((key) => key.column ?? "expr"), ...index.include]);
  const second = columns.join("_");
  return (
    isGenerated(index.name, table, second, "idx") ||
    isGenerated(index.name, table, second, "key") ||
    isGenerated(index.name, table, second, "excl") ||
    isGenerated(index.name, table, "", "pkey")
  );
}

/** Names of index columns are told apart by numbers: `expr`, `expr1`. */
function distinct(names: readonly string[]): string[] {
  const taken: string[] = [];
  for (const name of names) {
    let free = name;
    for (let number = 1; taken.includes(free); number++) free = `${name}${number}`;
    taken.push(free);
  }
  return taken;
}

/** The parts say all that the definition says, and more. */
export function canonicalIndex(index: Index, key: string): Canonical {
  const { constraint } = index;
  return {
    ...without(index, "name", "definition"),
    constraint: key.startsWith("inherited ") ? constraint !== null : constraint,
  };
}
