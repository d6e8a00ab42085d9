import { btree, isColumn, type Definition } from "./definition.ts";
import { distinctKeys } from "./key.ts";

/**
 * One index that does the work of two on the same table: the first one's keys lead, the second one's follow, both sides'
 * included columns are carried. Undefined where that is no new index.
 */
export function merge(first: Definition, second: Definition): Definition | undefined {
  const compatible =
    first.table === second.table &&
    first.method === "btree" &&
    second.method === "btree" &&
    first.where === second.where;
  if (!compatible) return undefined;
  const include = [...first.include, ...second.include];
  const leads = second.keys.every(
    ({ text, suffix }, at) =>
      first.keys[at] === undefined || sameKey(first.keys[at], { text, suffix }),
  );
  const rest = second.keys.filter((key) => !first.keys.some(({ text }) => text === key.text));
  // behind keys that are no beginning of its own, only that a column is there counts
  const keys = leads ? distinctKeys([...first.keys, ...rest]) : first.keys;
  const carried = leads ? [] : rest.filter(isColumn).flatMap(({ columns }) => columns);
  if (!leads && rest.some((key) => !isColumn(key))) return undefined;
  const where =
    first.where === undefined ? {} : { where: first.where, whereColumns: first.whereColumns };
  return btree(first.table, keys, { ...where, include: [...include, ...carried] });
}

const sameKey = (
  a: { readonly text: string; readonly suffix: string },
  b: { readonly text: string; readonly suffix: string },
): boolean => a.text === b.text && a.suffix === b.suffix;

/** Narrower forms of an index, which may do nearly as well for fewer bytes. */
export function narrow(definition: Definition): Definition[] {
  if (definition.method !== "btree") return [];
  const { table, keys, include, where, whereColumns } = definition;
  const partial = where === undefined ? {} : { where, whereColumns };
  return [
    ...(include.length > 0 ? [btree(table, keys, partial)] : []),
    ...(keys.length > 1 ? [btree(table, keys.slice(0, -1), { ...partial, include })] : []),
    ...(keys.length > 1 && include.length > 0 ? [btree(table, keys.slice(0, -1), partial)] : []),
    ...(where !== undefined ? [btree(table, keys, { include })] : []),
  ];
}
