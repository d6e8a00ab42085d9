import type { Lookup } from "./shape.ts";
import type { TableFacts } from "./tables.ts";

/** How the rows that a lookup finds belong to the rows of another table. */
export interface Link {
  /** `many`: the rows that refer to one row of `parent`; `one`: the row that a row of `parent` refers to. */
  readonly kind: "many" | "one";
  readonly child: TableFacts;
  readonly childColumn: string;
  readonly parent: TableFacts;
  readonly parentColumn: string;
  /** A foreign key says so; otherwise the names alone. */
  readonly declared: boolean;
}

/** The link between the table of a lookup and a table that was read before; undefined where they have nothing to do with each other. */
export function linkOf(lookup: Lookup, child: TableFacts, parent: TableFacts): Link | undefined {
  const link = { child, childColumn: lookup.column, parent };
  for (const { columns, references, referencedColumns } of child.foreignKeys) {
    const at = columns.indexOf(lookup.column);
    const parentColumn = referencedColumns[at];
    if (references === parent.oid && parentColumn !== undefined)
      return { ...link, kind: "many", parentColumn, declared: true };
  }
  for (const { columns, references, referencedColumns } of parent.foreignKeys) {
    const parentColumn = columns[referencedColumns.indexOf(lookup.column)];
    if (references === child.oid && parentColumn !== undefined)
      return { ...link, kind: "one", parentColumn, declared: true };
  }
  return child.oid === parent.oid ? undefined : byName(link);
}

/** Where no foreign key is declared: `author_id`, `authorId` of `authors`, `Author` or `author`. */
function byName(link: Omit<Link, "kind" | "parentColumn" | "declared">): Link | undefined {
  const { child, childColumn, parent } = link;
  if (hasKey(parent, "id") && refersTo(childColumn, parent))
    return { ...link, kind: "many", parentColumn: "id", declared: false };
  if (!hasKey(child, childColumn) || childColumn !== "id") return undefined;
  const referring = parent.columns.find(({ name }) => refersTo(name, child));
  return referring && { ...link, kind: "one", parentColumn: referring.name, declared: false };
}

const hasKey = ({ unique }: TableFacts, column: string): boolean =>
  unique.some(([only, ...more]) => only === column && more.length === 0);

const refersTo = (column: string, { name }: TableFacts): boolean =>
  [plain(name), plain(singular(name))].some((table) => plain(column) === `${table}id`);

const plain = (name: string): string => name.toLowerCase().replaceAll("_", "");

/** `companies` as `company`, `boxes` as `box`, `authors` as `author`. */
export function singular(name: string): string {
  if (/ies$/i.test(name)) return `${name.slice(0, -3)}y`;
  if (/(?:s|x|z|ch|sh)es$/i.test(name)) return name.slice(0, -2);
  return /[^s]s$/i.test(name) ? name.slice(0, -1) : name;
}
