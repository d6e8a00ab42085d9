import { qualified, quoteIdentifier } from "../../sql/quote.ts";
import { singular, type Link } from "./link.ts";

/** What to write in the application instead, with the names that models of these tables usually have. */
export function eagerLoad(link: Link, aggregates: boolean, sql: string | undefined): string {
  const lines = aggregates ? counted(link) : loaded(link);
  return [...lines, ...(sql === undefined ? [] : [`SQL: ${sql}`])].join("\n");
}

function loaded(link: Link): string[] {
  const { one, all, relation, column } = namesOf(link);
  const loader = link.kind === "many" ? "selectinload" : "joinedload";
  return [
    `SQLModel/SQLAlchemy: select(${pascal(one)}).options(${loader}(${pascal(one)}.${snake(relation)}))`,
    `Prisma: ${camel(one)}.findMany({ include: { ${camel(relation)}: true } }) (relationLoadStrategy: "join")`,
    `Drizzle: db.query.${camel(all)}.findMany({ with: { ${camel(relation)}: true } }), or inArray(${column}, keys)`,
  ];
}

/** A figure for each row, where the rows behind it are not wanted. */
function counted(link: Link): string[] {
  const { one, relation, column } = namesOf(link);
  return [
    `SQLModel/SQLAlchemy: one select with in_(keys) and group_by(${pascal(singular(link.child.name))}.${snake(link.childColumn)})`,
    `Prisma: ${camel(one)}.findMany({ include: { _count: { select: { ${camel(relation)}: true } } } }), or groupBy`,
    `Drizzle: one select with inArray(${column}, keys) and groupBy(${column})`,
  ];
}

function namesOf(link: Link) {
  const { child, childColumn, parent } = link;
  return {
    one: singular(parent.name),
    all: parent.name,
    relation: relationName(link),
    column: `${camel(child.name)}.${camel(childColumn)}`,
  };
}

/** `public.books.author_id -> public.authors.id`, as the foreign key points. */
export function linkText({ kind, child, childColumn, parent, parentColumn }: Link): string {
  const ends = [
    `${qualified(child.schema, child.name)}.${quoteIdentifier(childColumn)}`,
    `${qualified(parent.schema, parent.name)}.${quoteIdentifier(parentColumn)}`,
  ];
  return (kind === "many" ? ends : ends.toReversed()).join(" -> ");
}

/** The collection is called as its table, the single row as the column that refers to it. */
function relationName({ kind, child, parentColumn }: Link): string {
  if (kind === "many") return child.name;
  const name = parentColumn.replace(/_?id$/i, "");
  return name === "" ? singular(child.name) : name;
}

const words = (name: string): string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");

const snake = (name: string): string => words(name).join("_").toLowerCase();

const pascal = (name: string): string =>
  words(name)
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join("");

function camel(name: string): string {
  const joined = pascal(name);
  return `${joined.charAt(0).toLowerCase()}${joined.slice(1)}`;
}
