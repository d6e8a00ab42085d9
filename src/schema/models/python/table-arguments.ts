import type { Constraint, Index } from "../../../postgres/catalog/model/constraint.ts";
import { nameOf } from "../../text.ts";
import { expressionOf } from "../checks/read-checks.ts";
import type { ModelSource, SourceEntity } from "../source.ts";
import {
  deferral,
  explicitKey,
  foreignKeyOptions,
  isPlainUnique,
  isSayable,
  nameUnlessGenerated,
  needsQuotes,
  referenceText,
} from "./columns.ts";
import { indexKeys } from "./index-keys.ts";
import { readable, readableCondition } from "./readable.ts";
import { call, dict, keyword, list, quoted, sqlText, tuple, type Code } from "./text.ts";

/** What `__table_args__` hold: constraints and indexes in the order of the catalog, and the options of the table by name. */
export interface TableArguments {
  readonly items: readonly Code[];
  readonly options: Readonly<Record<string, Code>>;
}

export function tableArguments(entity: SourceEntity, source: ModelSource): TableArguments {
  const { table } = entity;
  const key = explicitKey(entity);
  const constraints = "constraints" in table ? table.constraints : [];
  return {
    items: [
      ...(key === undefined ? [] : [keyConstraint("sa.PrimaryKeyConstraint", key, entity)]),
      ...entity.uniques
        .filter((unique) => !isPlainUnique(unique, entity) && !unique.temporal)
        .map((unique) => keyConstraint("sa.UniqueConstraint", unique, entity)),
      ...entity.foreignKeys
        .filter(({ columns }) => columns.length > 1)
        .filter((each) => isSayable(each, source))
        .map((each) => compositeForeignKey(each, entity)),
      ...entity.checks
        .filter(({ enforced }) => enforced)
        .map(({ name, definition, comment }) =>
          call(
            "sa.CheckConstraint",
            sqlText(readableCondition(expressionOf(definition))),
            keyword("name", quoted(name)),
            ...commented(comment),
          ),
        ),
      ...constraints
        .filter(({ kind }) => kind === "exclusion")
        .map((each) => exclusion(each, entity)),
      ...entity.indexes.map(indexOf),
    ],
    options: optionsOf(entity),
  };
}

/** `__table_args__` as declarative classes want them; undefined where there are none. */
export function declarativeArguments({ items, options }: TableArguments): Code | undefined {
  const last = Object.keys(options).length === 0 ? [] : [dict(options)];
  if (items.length === 0) return last[0];
  return tuple([...items, ...last]);
}

const commented = (comment: string | null): Code[] =>
  comment === null ? [] : [keyword("comment", quoted(comment))];

const columnList = (names: readonly string[]): Code[] => names.map(quoted);

function keyConstraint(name: string, key: Constraint, { table }: SourceEntity): Code {
  const index = table.indexes.find((each) => each.name === key.index);
  return call(
    name,
    ...columnList(key.columns),
    keyword("name", quoted(key.name)),
    ...deferral(key),
    ...commented(key.comment),
    ...(index?.nullsNotDistinct === true ? [keyword("postgresql_nulls_not_distinct", "True")] : []),
  );
}

function compositeForeignKey(key: Constraint, { table }: SourceEntity): Code {
  const { references } = key;
  return call(
    "sa.ForeignKeyConstraint",
    list(columnList(key.columns)),
    list(
      (references?.columns ?? []).map((column) =>
        references === null ? "" : referenceText(references.table, column),
      ),
    ),
    ...nameUnlessGenerated(key, table.name),
    ...foreignKeyOptions(key),
  );
}

function exclusion(constraint: Constraint, { table }: SourceEntity): Code {
  const index = table.indexes.find(({ name }) => name === constraint.index);
  const keys = indexKeys(constraint.definition).map((text) => {
    const [, element = text, operator = "="] = /^(.*) WITH (\S+)$/s.exec(text) ?? [];
    return tuple([`sa.text(${sqlText(element)})`, quoted(operator)]);
  });
  return call(
    "postgresql.ExcludeConstraint",
    ...keys,
    keyword("name", quoted(constraint.name)),
    keyword("using", quoted(index?.method ?? "gist")),
    ...(index?.predicate == null
      ? []
      : [keyword("where", `sa.text(${sqlText(readableCondition(index.predicate))})`)]),
    ...deferral(constraint),
  );
}

/** A key is said as Postgres prints it, a column without more by its name; an operator class beside it, where Alembic looks for it. */
function indexOf(index: Index): Code {
  const operators: Record<string, Code> = {};
  const keys = indexKeys(index.definition).map((text, at): Code => {
    const { column, expression } = index.keys[at] ?? { column: null, expression: text };
    const [, operatorClass] =
      /^ (?:public\.)?([a-z_][a-z0-9_]*)$/.exec(text.slice(expression.length)) ?? [];
    const isOrder = operatorClass === undefined || /^(desc|asc)$/i.test(operatorClass);
    if (!text.startsWith(expression) || (text !== expression && isOrder))
      return `sa.text(${sqlText(text)})`;
    const label = column ?? `key_${at + 1}`;
    if (operatorClass !== undefined) operators[label] = quoted(operatorClass);
    if (column !== null) return quoted(column);
    return operatorClass === undefined
      ? `sa.text(${sqlText(readable(text))})`
      : `sa.literal_column(${quoted(readable(expression))}).label(${quoted(label)})`;
  });
  const options = Object.entries(index.options).map(([name, value]): [string, Code] => [
    name,
    quoted(value),
  ]);
  return call(
    "sa.Index",
    quoted(index.name),
    ...keys,
    ...(index.unique ? [keyword("unique", "True")] : []),
    ...(index.method === "btree" ? [] : [keyword("postgresql_using", quoted(index.method))]),
    ...(Object.keys(operators).length === 0 ? [] : [keyword("postgresql_ops", dict(operators))]),
    ...(index.include.length === 0
      ? []
      : [keyword("postgresql_include", list(columnList(index.include)))]),
    ...(index.nullsNotDistinct ? [keyword("postgresql_nulls_not_distinct", "True")] : []),
    ...(options.length === 0
      ? []
      : [keyword("postgresql_with", dict(Object.fromEntries(options)))]),
    ...(index.tablespace === null
      ? []
      : [keyword("postgresql_tablespace", quoted(index.tablespace))]),
    ...(index.predicate === null
      ? []
      : [keyword("postgresql_where", `sa.text(${sqlText(readableCondition(index.predicate))})`)]),
  );
}

function optionsOf({ table }: SourceEntity): Record<string, Code> {
  const options: Record<string, Code> = {};
  if (needsQuotes(table.name)) options["quote"] = "True";
  if (table.schema !== "public") options["schema"] = quoted(table.schema);
  if (table.comment !== null) options["comment"] = quoted(table.comment);
  if (!("constraints" in table)) return options;
  if (table.unlogged) options["prefixes"] = list([quoted("UNLOGGED")]);
  if (table.partitionKey !== null) options["postgresql_partition_by"] = quoted(table.partitionKey);
  if (table.inherits.length > 0)
    options["postgresql_inherits"] = list(
      table.inherits.map((parent) =>
        call("sa.quoted_name", quoted(nameOf(parent)), keyword("quote", "False")),
      ),
    );
  if (table.tablespace !== null) options["postgresql_tablespace"] = quoted(table.tablespace);
  if (table.accessMethod !== null && table.accessMethod !== "heap")
    options["postgresql_using"] = quoted(table.accessMethod);
  return options;
}
