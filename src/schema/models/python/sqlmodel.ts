import { readChecks } from "../checks/read-checks.ts";
import type { GeneratedModels } from "../format.ts";
import type { ModelSource, SourceColumn, SourceEntity } from "../source.ts";
import { rulesOf, type TableRules } from "./checks/rules.ts";
import { validator } from "./checks/validator.ts";
import { columnArguments, columnType, type Writing } from "./columns.ts";
import { coreName, coreTable, created, inheritances, postgresType, viewsMetadata } from "./core.ts";
import { pythonFile } from "./file.ts";
import { whatIsLost } from "./lost.ts";
import { DECLARATIVE, PYDANTIC, pythonNames, type PythonNames } from "./names.ts";
import { enumMember, writeOwnTypes } from "./own-types.ts";
import { isMapped, keywords, relationships, type Relationship } from "./relationships.ts";
import { declarativeArguments, tableArguments } from "./table-arguments.ts";
import { before, call, dict, keyword, print, quoted, type Code } from "./text.ts";

const metadata = "SQLModel.metadata";

const introduction =
  "Models for SQLModel, written from the schema of a Postgres database. Table classes check nothing when they are called, as SQLModel has it: " +
  "`Model.model_validate(values)` asks what is said in `Field` and in the validators.";

/** Table classes of SQLModel with their relationships and validators, and Core tables for views and what has no primary key. */
export async function emitSqlmodel(source: ModelSource): Promise<GeneratedModels> {
  const names = pythonNames(source, `${DECLARATIVE} ${PYDANTIC}`);
  const own = writeOwnTypes(source, names, metadata);
  const writing: Writing = { source, own };
  const checks = await readChecks(source);
  const label = enumMember(source, own.classes);
  const rules = new Map(
    source.entities.map((entity) => {
      const member = (column: string): string => `self.${names.column(entity, column)}`;
      return [entity, rulesOf({ entity, member, label }, checks, false)];
    }),
  );
  // what links two classes is named by them, so it stands before them
  const links = new Set(
    source.entities.flatMap((entity) =>
      relationships(entity, source, names).flatMap(({ link }) => link ?? []),
    ),
  );
  const inOrder = source.entities.toSorted((a, b) => Number(links.has(b)) - Number(links.has(a)));
  const blocks = [
    ...postgresType(writing),
    ...created(source, metadata),
    ...own.blocks,
    ...viewsMetadata(source),
    ...inOrder.map((entity) =>
      isMapped(entity)
        ? classOf(entity, writing, names, rules.get(entity))
        : coreTable(entity, writing, metadata),
    ),
    ...inheritances(source, (entity) =>
      isMapped(entity) ? `${names.type(entity.typeName)}.__table__` : coreName(entity),
    ),
  ];
  const warnings = [
    ...whatIsLost(source, own),
    ...[...rules.values()].flatMap(({ untold }) => untold),
  ];
  return pythonFile("sqlmodel", introduction, blocks, warnings);
}

function classOf(
  entity: SourceEntity,
  writing: Writing,
  names: PythonNames,
  rules: TableRules | undefined,
): string {
  const { table, columns, typeName } = entity;
  const className = names.type(typeName);
  const options = declarativeArguments(tableArguments(entity, writing.source));
  const attribute = (column: string): string => names.column(entity, column);
  const mayBeNone = new Set(columns.filter(isOptional).map(({ column }) => column.name));
  const members = columns.map((column) => {
    const name = attribute(column.column.name);
    const annotation = columnType(column, writing).annotation.replace(
      /postgresql\.Range\[[\w.]+\]/,
      "Any",
    );
    const value = call(
      "Field",
      ...(isOptional(column) ? [keyword("default", "None")] : []),
      ...keywords(rules?.fields.get(column.column.name) ?? {}),
      keyword(
        "sa_column",
        call("sa.Column", ...columnArguments(entity, column, writing, name, false)),
      ),
    );
    const type = isOptional(column) ? `Optional[${annotation}]` : annotation;
    return print(before(`${name}: ${type} = `, value), 4);
  });
  const related = relationships(entity, writing.source, names).map((each) =>
    print(before(`${each.name}: ${annotationOf(each)} = `, relationshipOf(each, names)), 4),
  );
  const isProtected = columns.some(({ column }) => attribute(column.name).startsWith("model_"));
  return [
    `class ${className}(SQLModel, table=True):`,
    `    __tablename__ = ${quoted(table.name)}`,
    ...(options === undefined ? [] : [print(before("__table_args__ = ", options), 4)]),
    ...(isProtected ? ['    model_config = {"protected_namespaces": ()}'] : []),
    "",
    ...members,
    ...(related.length === 0 ? [] : ["", ...related]),
    ...(rules === undefined
      ? []
      : validator(rules, className, {
          member: (column) => `self.${attribute(column)}`,
          has: () => true,
          mayBeNone: (column) => mayBeNone.has(column),
          mayBeUnset: (column) => mayBeNone.has(column) && !isNullWhenLeftOut(columns, column),
        })),
  ].join("\n");
}

/** Without a value until the row is written. */
const isOptional = ({ nullable, optional, generated }: SourceColumn): boolean =>
  nullable || optional || generated;

const isNullWhenLeftOut = (columns: readonly SourceColumn[], name: string): boolean =>
  columns.some(
    ({ column }) => column.name === name && column.default === null && column.generated === null,
  );

function annotationOf({ target, many, optional }: Relationship): string {
  if (many) return `list["${target}"]`;
  return optional ? `Optional["${target}"]` : `"${target}"`;
}

function relationshipOf(relation: Relationship, names: PythonNames): Code {
  const { backPopulates, link, many, options } = relation;
  const isOneToOne = !many && options["passive_deletes"] !== undefined;
  const rest = { ...(isOneToOne ? { uselist: "False" } : {}), ...options };
  return call(
    "Relationship",
    keyword("back_populates", quoted(backPopulates)),
    ...(link === undefined ? [] : [keyword("link_model", names.type(link.typeName))]),
    ...(Object.keys(rest).length === 0 ? [] : [keyword("sa_relationship_kwargs", dict(rest))]),
  );
}
