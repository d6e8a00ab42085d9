import { isGenerated } from "../../../postgres/catalog/canonical/names.ts";
import type { Constraint } from "../../../postgres/catalog/model/constraint.ts";
import type { ModelSource, SourceColumn, SourceEntity } from "../source.ts";
import { domainsOf } from "../types.ts";
import { entityNamed } from "./lookup.ts";
import { readableCondition } from "./readable.ts";
import { identityOf, keyColumns, serialSequence } from "./sequences.ts";
import { call, keyword, quoted, sqlText, type Code } from "./text.ts";
import { pythonType, type OwnTypes, type PythonType } from "./types.ts";

/** What the writers of tables know of the whole. */
export interface Writing {
  readonly source: ModelSource;
  readonly own: OwnTypes;
}

/** The type of one column, with its collation. */
export const columnType = ({ column, type }: SourceColumn, { own }: Writing): PythonType =>
  pythonType(type, column.type, own, column.collation?.name ?? null);

/**
 * What `sa.Column` or `mapped_column` are called with. `called` is the attribute of the class: a column of that name need not say it;
 * undefined is a column of a Core table. The annotation says whether it is nullable; so do domains, as SQLAlchemy reads them.
 */
export function columnArguments(
  entity: SourceEntity,
  column: SourceColumn,
  writing: Writing,
  called: string | undefined,
  annotated: boolean,
): Code[] {
  const { name, identity, generated, comment } = column.column;
  const expression = defaultOf(column);
  const isKey = keyColumns(entity).includes(name);
  const serial = serialSequence(entity, column, writing.source);
  const sql = columnType(column, writing).sql;
  return [
    ...(called === name ? [] : [quoted(name)]),
    sql,
    ...entity.foreignKeys.filter(isInline).map((key) => foreignKey(key, entity)),
    ...(identity === null ? [] : [identityOf(identity)]),
    ...(generated?.kind === "stored"
      ? [
          call(
            "sa.Computed",
            sqlText(readableCondition(generated.expression)),
            keyword("persisted", "True"),
          ),
        ]
      : []),
    ...(isKey && explicitKey(entity) === undefined ? [keyword("primary_key", "True")] : []),
    ...autoincrement(entity, column, serial !== undefined),
    ...(annotated || isKey ? [] : [keyword("nullable", column.nullable ? "True" : "False")]),
    ...(entity.uniques.some((unique) => isPlainUnique(unique, entity, name))
      ? [keyword("unique", "True")]
      : []),
    ...(generated?.kind === "virtual"
      ? [
          keyword("server_default", "sa.FetchedValue()"),
          keyword("server_onupdate", "sa.FetchedValue()"),
        ]
      : []),
    ...(expression === null || generated !== null || serial !== undefined
      ? []
      : [keyword("server_default", `sa.text(${sqlText(asAlembic(expression))})`)]),
    ...(comment === null ? [] : [keyword("comment", quoted(comment))]),
    ...(needsQuotes(name) ? [keyword("quote", "True")] : []),
  ];

  function isInline(key: Constraint): boolean {
    return key.columns.length === 1 && key.columns[0] === name && isSayable(key, writing.source);
  }
}

/** Reserved words of Postgres that SQLAlchemy does not know for such. */
export const needsQuotes = (name: string): boolean =>
  /^(collation|concurrently|lateral|system_user|tablesample)$/.test(name);

/** A domain's default has to be said too, or the session would insert NULL. */
const defaultOf = ({ column, type }: SourceColumn): string | null =>
  column.default ?? domainsOf(type).find((domain) => domain.default !== null)?.default ?? null;

/** As Alembic writes a sequence that it reads, because it compares texts here: each call has another value. */
const asAlembic = (expression: string): string =>
  expression.replace(/^nextval\('(?:public\.)?(.*)'::regclass\)$/, "nextval('$1')");

/** A foreign key that SQLAlchemy can say: its target is written with dots, and is part of the models. */
export function isSayable(
  { references, temporal, enforced }: Constraint,
  source: ModelSource,
): boolean {
  if (references === null || temporal || !enforced) return false;
  const { table, columns } = references;
  const dotted = [table.schema, table.name, ...columns].some((name) => name.includes("."));
  return !dotted && entityNamed(source, table) !== undefined;
}

/** The primary key, where `primary_key=True` at its columns would not be it. */
export function explicitKey({ primaryKey, table, columns }: SourceEntity): Constraint | undefined {
  if (primaryKey === undefined) return undefined;
  const inOrder = columns
    .map(({ column }) => column.name)
    .filter((name) => primaryKey.columns.includes(name));
  const isPlain =
    isGenerated(primaryKey.name, table.name, "", "pkey") &&
    inOrder.join("\0") === primaryKey.columns.join("\0") &&
    !primaryKey.deferrable &&
    primaryKey.comment === null;
  return isPlain ? undefined : primaryKey;
}

/** A unique constraint that `unique=True` at its column says. */
export function isPlainUnique(
  unique: Constraint,
  { table }: SourceEntity,
  column?: string,
): boolean {
  const [only, ...more] = unique.columns;
  const index = table.indexes.find(({ name }) => name === unique.index);
  return (
    more.length === 0 &&
    only !== undefined &&
    (column === undefined || column === only) &&
    isGenerated(unique.name, table.name, only, "key") &&
    !unique.deferrable &&
    !unique.temporal &&
    unique.comment === null &&
    index?.nullsNotDistinct !== true
  );
}

function foreignKey(key: Constraint, { table }: SourceEntity): Code {
  const { references } = key;
  const target =
    references === null ? "" : referenceText(references.table, references.columns[0] ?? "");
  return call(
    "sa.ForeignKey",
    target,
    ...nameUnlessGenerated(key, table.name),
    ...foreignKeyOptions(key),
  );
}

/** `"auth.users.id"` */
export const referenceText = (
  table: { readonly schema: string; readonly name: string },
  column: string,
): string =>
  quoted([...(table.schema === "public" ? [] : [table.schema]), table.name, column].join("."));

export const nameUnlessGenerated = (key: Constraint, table: string): Code[] =>
  isGenerated(key.name, table, key.columns.join("_"), "fkey")
    ? []
    : [keyword("name", quoted(key.name))];

export function foreignKeyOptions({ references, comment, ...key }: Constraint): Code[] {
  const { onDelete = "no action", onUpdate = "no action", match = "simple" } = references ?? {};
  return [
    ...(onDelete === "no action" ? [] : [keyword("ondelete", quoted(onDelete.toUpperCase()))]),
    ...(onUpdate === "no action" ? [] : [keyword("onupdate", quoted(onUpdate.toUpperCase()))]),
    ...(match === "full" ? [keyword("match", '"FULL"')] : []),
    ...deferral(key),
    ...(comment === null ? [] : [keyword("comment", quoted(comment))]),
  ];
}

export const deferral = (
  constraint: Pick<Constraint, "deferrable" | "initiallyDeferred">,
): Code[] => [
  ...(constraint.deferrable ? [keyword("deferrable", "True")] : []),
  ...(constraint.initiallyDeferred ? [keyword("initially", '"DEFERRED"')] : []),
];

/** SQLAlchemy makes integer keys SERIAL unless it is told not to. */
function autoincrement(
  entity: SourceEntity,
  { column, type }: SourceColumn,
  serial: boolean,
): Code[] {
  const keys = keyColumns(entity);
  if (!keys.includes(column.name) || !/^(smallint|integer|bigint)$/.test(type.base)) return [];
  if (serial) return keys.length > 1 ? [keyword("autoincrement", "True")] : [];
  const refers = entity.foreignKeys.some(({ columns }) => columns.includes(column.name));
  const given = column.default !== null || column.identity !== null;
  return keys.length === 1 && !refers && !given && !type.array
    ? [keyword("autoincrement", "False")]
    : [];
}
