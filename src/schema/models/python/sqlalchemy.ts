import type { GeneratedModels } from "../format.ts";
import type { ModelSource, SourceEntity } from "../source.ts";
import { columnArguments, columnType, type Writing } from "./columns.ts";
import { coreName, coreTable, created, inheritances, postgresType, viewsMetadata } from "./core.ts";
import { pythonFile } from "./file.ts";
import { whatIsLost } from "./lost.ts";
import { DECLARATIVE, pythonNames, type PythonNames } from "./names.ts";
import { writeOwnTypes } from "./own-types.ts";
import { isMapped, keywords, relationships, type Relationship } from "./relationships.ts";
import { declarativeArguments, tableArguments } from "./table-arguments.ts";
import { before, call, keyword, print, quoted, type Code } from "./text.ts";

const metadata = "Base.metadata";

/** Declarative classes of SQLAlchemy 2, and Core tables for views and what has no primary key. */
export function emitSqlalchemy(source: ModelSource): GeneratedModels {
  const names = pythonNames(source, DECLARATIVE);
  const own = writeOwnTypes(source, names, metadata);
  const writing: Writing = { source, own };
  const blocks = [
    "class Base(DeclarativeBase):\n    pass",
    ...postgresType(writing),
    ...created(source, metadata),
    ...own.blocks,
    ...viewsMetadata(source),
    ...source.entities.map((entity) =>
      isMapped(entity) ? classOf(entity, writing, names) : coreTable(entity, writing, metadata),
    ),
    ...inheritances(source, (entity) =>
      isMapped(entity) ? `${names.type(entity.typeName)}.__table__` : coreName(entity),
    ),
  ];
  const warnings = whatIsLost(source, own);
  return pythonFile(
    "sqlalchemy",
    "Models for SQLAlchemy 2, written from the schema of a Postgres database.",
    blocks,
    warnings,
  );
}

function classOf(entity: SourceEntity, writing: Writing, names: PythonNames): string {
  const { table, columns, typeName } = entity;
  const options = declarativeArguments(tableArguments(entity, writing.source));
  const members = columns.map((column) => {
    const name = names.column(entity, column.column.name);
    const { annotation } = columnType(column, writing);
    const type = column.nullable ? `Optional[${annotation}]` : annotation;
    const value = call("mapped_column", ...columnArguments(entity, column, writing, name, true));
    return print(before(`${name}: Mapped[${type}] = `, value), 4);
  });
  const related = relationships(entity, writing.source, names).map((each) =>
    print(before(`${each.name}: Mapped[${annotationOf(each)}] = `, relationshipOf(each, names)), 4),
  );
  return [
    `class ${names.type(typeName)}(Base):`,
    `    __tablename__ = ${quoted(table.name)}`,
    ...(options === undefined ? [] : [print(before("__table_args__ = ", options), 4)]),
    "",
    ...members,
    ...(related.length === 0 ? [] : ["", ...related]),
  ].join("\n");
}

function annotationOf({ target, many, optional }: Relationship): string {
  if (many) return `list["${target}"]`;
  return optional ? `Optional["${target}"]` : `"${target}"`;
}

function relationshipOf({ backPopulates, link, options }: Relationship, names: PythonNames): Code {
  return call(
    "relationship",
    ...(link === undefined
      ? []
      : [keyword("secondary", `lambda: ${names.type(link.typeName)}.__table__`)]),
    keyword("back_populates", quoted(backPopulates)),
    ...keywords(options),
  );
}
