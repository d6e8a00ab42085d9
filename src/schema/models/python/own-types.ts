import type { DomainType, UserType } from "../../../postgres/catalog/model/type.ts";
import { typeItems } from "../../emit/types.ts";
import { nameOf } from "../../text.ts";
import type { ModelSource, SourceEnum } from "../source.ts";
import { typeReader } from "../types.ts";
import { memberNames, snakeCase, type PythonNames } from "./names.ts";
import { before, call, comment, keyword, print, quoted, type Code } from "./text.ts";
import { pythonType, type OwnTypes } from "./types.ts";

export interface WrittenTypes extends OwnTypes {
  /** The definitions, in the order in which they need each other. */
  readonly blocks: readonly string[];
}

/** Enums as classes of Python and types of SQLAlchemy, and domains; `metadata` creates them with the tables. */
export function writeOwnTypes(
  source: ModelSource,
  names: PythonNames,
  metadata: string,
): WrittenTypes {
  const constants = new Map<string, string>();
  const classes = enumClasses(source, names);
  const own: OwnTypes = { constants, classes };
  const blocks: string[] = [];
  for (const type of source.enums) {
    const name = classes.get(nameOf(type));
    if (name === undefined) continue;
    const constant = constantName(name);
    constants.set(nameOf(type), constant);
    const commented = enumComment(type, source).map(
      (sql) => `\n${print(onCreation("before", sql, metadata))}`,
    );
    const code = print(enumType(type, name, constant, metadata));
    blocks.push(`${enumClass(type, name)}\n\n\n${code}${commented.join("")}`);
  }
  for (const type of usedTypes(source)) {
    const create = print(createType(type, source, metadata));
    if (type.kind !== "domain") {
      blocks.push(create);
      continue;
    }
    const wanted = constantName(`${type.name} domain`);
    const isTaken = [...constants.values()].includes(wanted);
    const constant = isTaken ? `${wanted}_${constants.size}` : wanted;
    const code = domainType(type, source, own);
    constants.set(nameOf(type), constant);
    blocks.push(`${create}\n${print(before(`${constant} = `, code))}`);
  }
  return { ...own, blocks };
}

/** The Python class of every enum that has labels, by its name in SQL. */
export const enumClasses = (source: ModelSource, names: PythonNames): Map<string, string> =>
  new Map(
    source.enums
      .filter(({ labels }) => labels.length > 0)
      .map((type) => [nameOf(type), names.type(type.typeName)]),
  );

/** The class of one enum: its values are the labels. */
export function enumClass({ labels, ...type }: SourceEnum, name: string): string {
  const members = memberNames(labels);
  const lines = labels.map((label, at) => `    ${members[at] ?? ""} = ${quoted(label)}`);
  return [
    `class ${name}(str, enum.Enum):`,
    comment(`${nameOf(type)}`).replace(/^/gm, "    "),
    ...lines,
  ].join("\n");
}

function constantName(name: string): string {
  const constant = snakeCase(name.replaceAll(/[^A-Za-z0-9]+/g, "_")).toUpperCase();
  const usable = /^[A-Z]/.test(constant) ? constant : `T${constant}`;
  return usable.length > 1 && usable !== name ? usable : `${usable}_TYPE`;
}

const enumType = (type: SourceEnum, name: string, constant: string, metadata: string): Code => ({
  open: `${constant} = sa.Enum(`,
  items: [
    name,
    keyword("name", quoted(type.name)),
    ...schemaOf(type),
    keyword("values_callable", "lambda labels: [label.value for label in labels]"),
    keyword("metadata", metadata),
  ],
  close: ")",
});

const enumComment = (type: SourceEnum, { catalog }: ModelSource): string[] =>
  typeItems(catalog)
    .filter(({ object }) => object === `type ${nameOf(type)}`)
    .flatMap(({ statements }) => statements.slice(1));

/** Nothing for `public`: it is where SQLAlchemy and Alembic look when nothing is said. */
export const schemaOf = ({ schema }: { readonly schema: string }): Code[] =>
  schema === "public" ? [] : [keyword("schema", quoted(schema))];

/** Domains, composites and ranges that the columns use, behind those which they are made from. */
function usedTypes({ entities, catalog }: ModelSource): UserType[] {
  const read = typeReader(catalog);
  const types = new Map(catalog.types.map((type) => [nameOf(type), type]));
  const found = new Set<UserType>();
  const add = (text: string): void => {
    const type = types.get(read(text).base);
    if (type === undefined || type.kind === "enum" || found.has(type)) return;
    if (type.kind === "domain") add(type.baseType);
    if (type.kind === "range") add(type.subtype);
    if (type.kind === "composite") for (const column of type.columns) add(column.type);
    found.add(type);
  };
  for (const { table } of entities) for (const { type } of table.columns) add(type);
  return [...found];
}

/** What SQLAlchemy has no class for, or none that is enough, is made by statements of Postgres before the tables are. */
function createType(type: UserType, { catalog }: ModelSource, metadata: string): Code {
  const statements = typeItems(catalog)
    .filter(
      ({ object }) => object === `${type.kind === "domain" ? "domain" : "type"} ${nameOf(type)}`,
    )
    .flatMap((item) => item.statements);
  return onCreation(
    "before",
    `DO $neon$ BEGIN ${statements.join("; ")}; EXCEPTION WHEN duplicate_object THEN NULL; END $neon$`,
    metadata,
  );
}

/** A statement that runs before or after the tables are made; `%` is for SQLAlchemy to fill in. */
export const onCreation = (when: "before" | "after", sql: string, metadata: string): Code =>
  call(
    "sa.event.listen",
    metadata,
    quoted(`${when}_create`),
    call("sa.DDL", quoted(sql.replaceAll("%", "%%"))),
  );

/** The statement that creates it stands before: SQLAlchemy could say one check, and before 2.0.41 no default. */
function domainType(domain: DomainType, { catalog }: ModelSource, own: OwnTypes): Code {
  const { name, baseType, notNull } = domain;
  return call(
    "postgresql.DOMAIN",
    quoted(name),
    pythonType(typeReader(catalog)(baseType), baseType, own).sql,
    ...schemaOf(domain),
    ...(notNull === null ? [] : [keyword("not_null", "True")]),
    keyword("create_type", "False"),
  );
}

/** `TaskStatus.DONE`, by the name of the type in SQL and the label. */
export function enumMember(
  { enums }: ModelSource,
  classes: ReadonlyMap<string, string>,
): (type: string, label: string) => string | undefined {
  const members = new Map(
    enums.flatMap((each) => {
      const names = memberNames(each.labels);
      return each.labels.map((label, at): [string, string] => [
        JSON.stringify([nameOf(each), label]),
        `${classes.get(nameOf(each)) ?? ""}.${names[at] ?? ""}`,
      ]);
    }),
  );
  return (type, label) => members.get(JSON.stringify([type, label]));
}
