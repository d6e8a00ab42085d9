import type { Constraint, Index, IndexKey } from "../../../postgres/catalog/model/constraint.ts";
import type { Policy } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../../text.ts";
import { expressionOf } from "../checks/read-checks.ts";
import { doc, literal } from "../js/text.ts";
import type { SourceColumn, SourceEntity } from "../source.ts";
import { columnLines } from "./columns.ts";
import { constantOf, sqlTemplate, type DrizzleContext } from "./context.ts";

/** The declaration of a table, and what of its indexes Drizzle has no words for. */
export function tableLines(
  entity: SourceEntity,
  context: DrizzleContext,
): { lines: string[]; lost: string[] } {
  const { table, columns, primaryKey } = entity;
  const fit = <T extends Squashed>(objects: readonly T[]): T[] => objects.filter(survives);
  const [uniques, foreignKeys, indexes] = [
    fit(entity.uniques),
    fit(entity.foreignKeys),
    fit(entity.indexes),
  ];
  const checks = fit(entity.checks).filter(({ enforced }) => enforced);
  const member = (column: string): string =>
    `table.${columns.find((each) => each.column.name === column)?.property ?? ""}`;
  const list = (names: readonly string[]): string => names.map(member).join(", ");
  const policies = "policies" in table ? table.policies : [];
  const secured = "rowSecurity" in table && table.rowSecurity.enabled;
  const alone = primaryKey?.columns.length === 1 && primaryKey.name === `${table.name}_pkey`;
  const extra = [
    ...(primaryKey === undefined || alone
      ? []
      : [
          `${context.use("primaryKey")}({ name: ${literal(primaryKey.name)}, columns: [${list(primaryKey.columns)}] })`,
        ]),
    ...uniques.map(
      ({ name, columns: own, definition }) =>
        `${context.use("unique")}(${literal(name)}).on(${list(own)})${definition.startsWith("UNIQUE NULLS NOT DISTINCT") ? ".nullsNotDistinct()" : ""}`,
    ),
    ...foreignKeys.flatMap((key) => foreignKeyLine(key, member, context)),
    ...checks.map(({ name, definition }) => {
      context.use("sql");
      return `${context.use("check")}(${literal(name)}, ${sqlTemplate(expressionOf(definition))})`;
    }),
    ...indexes.map((index) => indexLine(index, member, context)),
    ...(secured ? policies.map((policy) => policyLine(policy, context)) : []),
  ];
  const declared = context.schemas.get(table.schema);
  const call = declared === undefined ? context.use("pgTable") : `${declared}.table`;
  const end = secured && policies.length === 0 ? ").enableRLS();" : ");";
  return {
    lines: [
      ...doc(table.comment),
      `export const ${constantOf(context, entity)} = ${call}(${literal(table.name)}, {`,
      ...columns.filter(isNameable).flatMap((column) => columnLines(column, entity, context)),
      ...(extra.length === 0
        ? [`}${end}`]
        : [
            `}, (table): ${context.use("PgTableExtraConfigValue")}[] => [`,
            ...extra.map((line) => `  ${line},`),
            `]${end}`,
          ]),
      "",
    ],
    lost: [
      ...columns
        .filter((column) => !isNameable(column))
        .map(({ column }) => `column ${quoteIdentifier(column.name)}, on which drizzle-kit stops`),
      ...columns
        .filter(({ column }) => /^(0|[1-9]\d*)$/.test(column.name))
        .map(
          ({ column }) => `column ${quoteIdentifier(column.name)}, which drizzle-kit puts first`,
        ),
      ...[table.name, ...columns.map(({ column }) => column.name)]
        .filter((name) => name.includes('"'))
        .map(
          (name) => `drizzle-kit does not escape the quotation marks of ${quoteIdentifier(name)}`,
        ),
      ...[...entity.uniques, ...entity.foreignKeys, ...entity.checks, ...entity.indexes]
        .filter((each) => !survives(each))
        .map(({ name }) => `${quoteIdentifier(name)}, whose words drizzle-kit would take apart`),
      ...indexes.flatMap(lostOfIndex),
      ...(policies.length > 0 && !secured
        ? ["policies, as drizzle-kit would enable row-level security"]
        : []),
      ...foreignKeys.flatMap(({ name, references }) =>
        references && context.tables.has(nameOf(references.table))
          ? []
          : [`foreign key ${quoteIdentifier(name)}, whose table is not here`],
      ),
    ].map((what) => `${nameOf(table)}: ${what}`),
  };
}

/** drizzle-kit keeps columns in an object by their names. */
const isNameable = ({ column }: SourceColumn): boolean => column.name !== "__proto__";

type Squashed = Pick<Constraint, "name" | "definition">;

/** drizzle-kit joins the parts of keys, checks and indexes by these, and then splits at them. */
const survives = ({ name, definition }: Squashed): boolean =>
  !/;|--|,,/.test(`${name} ${definition}`);

function foreignKeyLine(
  { name, columns, references }: Constraint,
  member: (column: string) => string,
  context: DrizzleContext,
): string[] {
  const target = context.source.entities.find(
    ({ table }) => references !== null && nameOf(table) === nameOf(references.table),
  );
  if (references === null || target === undefined) return [];
  const foreign = references.columns.map((column) => {
    const property = target.columns.find((each) => each.column.name === column)?.property ?? "";
    return `${constantOf(context, target)}.${property}`;
  });
  const actions = [
    ...(references.onDelete === "no action" ? [] : [`.onDelete("${references.onDelete}")`]),
    ...(references.onUpdate === "no action" ? [] : [`.onUpdate("${references.onUpdate}")`]),
  ];
  return [
    `${context.use("foreignKey")}({ name: ${literal(name)}, columns: [${columns.map(member).join(", ")}], foreignColumns: [${foreign.join(", ")}] })${actions.join("")}`,
  ];
}

function indexLine(
  index: Index,
  member: (column: string) => string,
  context: DrizzleContext,
): string {
  const { name, unique, method, keys, predicate, options } = index;
  const parts = keys.map((key) => keyOf(key, index, member, context));
  const on = method === "btree" ? ".on(" : `.using(${literal(method)}, `;
  const settings = Object.entries(options).map(
    ([key, value]) => `${literal(key)}: ${literal(value)}`,
  );
  if (predicate !== null) context.use("sql");
  return [
    `${context.use(unique ? "uniqueIndex" : "index")}(${literal(name)})${on}${parts.join(", ")})`,
    ...(settings.length === 0 ? [] : [`.with({ ${settings.join(", ")} })`]),
    ...(predicate === null ? [] : [`.where(${sqlTemplate(predicate)})`]),
  ].join("");
}

/** drizzle-kit writes the order or the operator class of a column; what has both, or a collation, is SQL. */
function keyOf(
  { column, expression, opclass, opclassOptions, collation, descending, nullsFirst }: IndexKey,
  { definition }: Index,
  member: (column: string) => string,
  context: DrizzleContext,
): string {
  const spelled = opclass.schema === "pg_catalog" ? quoteIdentifier(opclass.name) : nameOf(opclass);
  // a default operator class is not printed
  const withClass = new RegExp(`[ (]${escapeRegExp(spelled)}\\b`).test(definition);
  const ordered = descending || nullsFirst !== descending;
  const collated = collation !== null && nameOf(collation) !== 'pg_catalog."default"';
  const plain = column !== null && Object.keys(opclassOptions).length === 0 && !collated;
  if (plain && !ordered) return `${member(column)}${withClass ? `.op(${literal(spelled)})` : ""}`;
  if (plain && !withClass)
    return `${member(column)}${descending ? ".desc()" : ".asc()"}${nullsFirst ? ".nullsFirst()" : ".nullsLast()"}`;
  context.use("sql");
  const words = [
    expression,
    ...(collated ? [`COLLATE ${nameOf(collation)}`] : []),
    ...(withClass ? [spelled] : []),
    ...(descending ? ["DESC"] : []),
    ...(nullsFirst === descending ? [] : [nullsFirst ? "NULLS FIRST" : "NULLS LAST"]),
  ];
  return sqlTemplate(words.join(" "));
}

const escapeRegExp = (text: string): string =>
  text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

function lostOfIndex({ name, include, nullsNotDistinct, comment, tablespace }: Index): string[] {
  const words = [
    ...(include.length > 0 ? ["INCLUDE"] : []),
    ...(nullsNotDistinct ? ["NULLS NOT DISTINCT"] : []),
    ...(comment === null ? [] : ["the comment"]),
    ...(tablespace === null ? [] : ["the tablespace"]),
  ];
  return words.length === 0 ? [] : [`${words.join(", ")} of index ${quoteIdentifier(name)}`];
}

function policyLine(
  { name, command, permissive, roles, using, check }: Policy,
  context: DrizzleContext,
): string {
  if (using !== null || check !== null) context.use("sql");
  const to = roles.map((role) => literal(role ?? "public"));
  const fields = [
    ...(permissive ? [] : ['as: "restrictive"']),
    `for: ${literal(command)}`,
    `to: ${to.length === 1 ? to[0] : `[${to.join(", ")}]`}`,
    ...(using === null ? [] : [`using: ${sqlTemplate(using)}`]),
    ...(check === null ? [] : [`withCheck: ${sqlTemplate(check)}`]),
  ];
  return `${context.use("pgPolicy")}(${literal(name)}, { ${fields.join(", ")} })`;
}
