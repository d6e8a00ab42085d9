import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../../text.ts";
import type { ModelSource, SourceEntity } from "../source.ts";
import { columnArguments, columnType, type Writing } from "./columns.ts";
import { sequenceOptions, serialSequence } from "./sequences.ts";
import { entityNamed } from "./lookup.ts";
import { snakeCase } from "./names.ts";
import { onCreation, schemaOf } from "./own-types.ts";
import { tableArguments } from "./table-arguments.ts";
import { before, call, keyword, print, quoted, type Code } from "./text.ts";
import { isOpaque } from "./types.ts";

/** What the tables need that is no table: schemas, extensions and sequences, made with the tables of `metadata`. */
export function created(source: ModelSource, metadata: string): string[] {
  const { catalog, schemas } = source;
  const listen = (sql: string): string => print(onCreation("before", sql, metadata));
  const lines = [
    ...schemas
      .filter((schema) => schema !== "public")
      .map((schema) => listen(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}`)),
    ...catalog.extensions
      .filter(({ name }) => !/^(plpgsql|pg_stat_statements|neon)/.test(name))
      .map(({ name }) => listen(`CREATE EXTENSION IF NOT EXISTS ${quoteIdentifier(name)}`)),
    ...sequencesOf(source, metadata),
  ];
  return lines.length === 0 ? [] : [lines.join("\n")];
}

/** Those that SERIAL does not make. */
function sequencesOf(source: ModelSource, metadata: string): string[] {
  const serial = new Set(
    source.entities.flatMap((entity) =>
      entity.columns.map((column) => serialSequence(entity, column, source)),
    ),
  );
  const types: Readonly<Record<string, Code[]>> = {
    integer: [keyword("data_type", "sa.Integer()")],
    smallint: [keyword("data_type", "sa.SmallInteger()")],
  };
  return source.catalog.sequences
    .filter((sequence) => source.schemas.includes(sequence.schema) && !serial.has(sequence))
    .flatMap((sequence) => {
      const { name, type, ownedBy } = sequence;
      const options = [...(types[type] ?? []), ...sequenceOptions(sequence), ...schemaOf(sequence)];
      const create = call("sa.Sequence", quoted(name), ...options, keyword("metadata", metadata));
      if (ownedBy === null) return [print(create)];
      const owner = `${nameOf(ownedBy.table)}.${quoteIdentifier(ownedBy.column)}`;
      const own = `ALTER SEQUENCE ${nameOf(sequence)} OWNED BY ${owner}`;
      return [print(create), print(onCreation("after", own, metadata))];
    });
}

/** The class for types that SQLAlchemy does not know, where one is needed. */
export function postgresType({ source, own }: Writing): string[] {
  const isNeeded = source.entities.some(({ columns }) =>
    columns.some((column) => isOpaque(columnType(column, { source, own }))),
  );
  return isNeeded
    ? [
        [
          "class PostgresType(sa.types.UserDefinedType):",
          '    """A type by its name in Postgres; its values are what the driver makes of them."""',
          "",
          "    cache_ok = True",
          "",
          "    def __init__(self, name: str) -> None:",
          "        self.name = name",
          "",
          "    def get_col_spec(self, **kw: Any) -> str:",
          "        return self.name",
        ].join("\n"),
      ]
    : [];
}

/** Of a table that is no class. */
export const coreName = ({ typeName }: SourceEntity): string => `t_${snakeCase(typeName)}`;

/** `t_order_items = sa.Table(...)`: views, and what has no primary key. */
export function coreTable(entity: SourceEntity, writing: Writing, metadata: string): string {
  const { table, columns } = entity;
  const isView = !("constraints" in table);
  const { items, options } = tableArguments(
    isView ? { ...entity, indexes: [] } : entity,
    writing.source,
  );
  const arguments_: Code[] = [
    quoted(table.name),
    isView ? "views" : metadata,
    ...columns.map((column) =>
      call("sa.Column", ...columnArguments(entity, column, writing, undefined, false)),
    ),
    ...items,
    ...Object.entries(options).map(([name, value]) => keyword(name, value)),
  ];
  return print(before(`${coreName(entity)} = `, call("sa.Table", ...arguments_)));
}

/** A child is made behind its parents, which nothing else says. */
export function inheritances(
  source: ModelSource,
  tableOf: (entity: SourceEntity) => string,
): string[] {
  const lines = source.entities.flatMap((entity) => {
    const parents = "inherits" in entity.table ? entity.table.inherits : [];
    return parents
      .flatMap((parent) => entityNamed(source, parent) ?? [])
      .map((parent) => `${tableOf(entity)}.add_is_dependent_on(${tableOf(parent)})`);
  });
  return lines.length === 0 ? [] : [lines.join("\n")];
}

/** The metadata of views, which nothing creates. */
export const viewsMetadata = ({ entities }: ModelSource): string[] =>
  entities.some(({ table }) => !("constraints" in table)) ? ["views = sa.MetaData()"] : [];
