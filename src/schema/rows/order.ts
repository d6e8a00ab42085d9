import type { Fitted, TableReference } from "./fitted.ts";
import { nameOf } from "./name.ts";

export interface Ordered {
  readonly fitted: Fitted;
  /** References that can be met when the table is filled, the widest first. */
  readonly met: readonly TableReference[];
  /** Those to rows that come later, or to the table itself. */
  readonly late: readonly TableReference[];
}

/** Referenced tables before those that reference them. A circle is cut where a reference may be NULL, if there is such a place. */
export function parentsFirst(tables: readonly Fitted[]): Ordered[] {
  const left = new Set(tables);
  const done = new Set<string>();
  const known = new Set(tables.map(({ name }) => name));
  const isOpen = (fitted: Fitted, { to }: TableReference): boolean => {
    const parent = nameOf(to.table);
    return known.has(parent) && parent !== fitted.name && !done.has(parent);
  };
  const openOf = (fitted: Fitted): readonly TableReference[] =>
    fitted.references.filter((reference) => isOpen(fitted, reference));
  const isOptional = (fitted: Fitted, { columns }: TableReference): boolean =>
    columns.some((name) => !fitted.required.has(name));
  const ordered: Ordered[] = [];
  while (left.size > 0) {
    const waiting = [...left];
    const next =
      waiting.find((fitted) => openOf(fitted).length === 0) ??
      waiting.find((fitted) =>
        openOf(fitted).every((reference) => isOptional(fitted, reference)),
      ) ??
      waiting[0];
    if (next === undefined) break;
    const late = next.references.filter(
      (reference) => nameOf(reference.to.table) === next.name || isOpen(next, reference),
    );
    const met = next.references
      .filter((reference) => !late.includes(reference) && known.has(nameOf(reference.to.table)))
      .toSorted((a, b) => b.columns.length - a.columns.length);
    ordered.push({ fitted: next, met, late });
    left.delete(next);
    done.add(next.name);
  }
  return ordered;
}
