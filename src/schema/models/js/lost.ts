import type { Constraint } from "../../../postgres/catalog/model/constraint.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../../text.ts";
import type { ModelSource, SourceEntity } from "../source.ts";

/** What neither Prisma nor Drizzle can say of tables, columns and constraints: migrations in SQL have to. */
export function lostOf(source: ModelSource): string[] {
  return [
    ...typesElsewhere(source),
    ...source.entities.flatMap((entity) => ofEntity(entity, source)),
  ];
}

function ofEntity(entity: SourceEntity, { catalog }: ModelSource): string[] {
  const { table } = entity;
  if (!("constraints" in table)) return [];
  const named = (list: readonly { readonly name: string }[]): string =>
    list.map(({ name }) => quoteIdentifier(name)).join(", ");
  const statistics = catalog.statistics.filter((each) => nameOf(each.table) === nameOf(table));
  const triggers = table.triggers.filter(({ inherited }) => !inherited);
  const exclusions = table.constraints.filter(({ kind }) => kind === "exclusion");
  const options = Object.keys({ ...table.options, ...table.toastOptions });
  const said: readonly (readonly [boolean, string])[] = [
    [table.partitionKey !== null, `partitioned by ${table.partitionKey ?? ""}`],
    [table.inherits.length > 0, `inherits ${table.inherits.map(nameOf).join(", ")}`],
    [table.unlogged, "unlogged"],
    [table.kind === "foreign table", "a foreign table"],
    [options.length > 0, `storage parameters ${options.join(", ")}`],
    [table.replicaIdentity !== "default", "replica identity"],
    [table.rowSecurity.forced, "row-level security of its owner (FORCE)"],
    [triggers.length > 0, `triggers ${named(triggers)}`],
    [table.rules.length > 0, `rules ${named(table.rules)}`],
    [exclusions.length > 0, `exclusion constraints ${named(exclusions)}`],
    [statistics.length > 0, `statistics ${named(statistics)}`],
  ];
  const ofColumns = table.columns.flatMap(
    ({ name, collation, storage, compression, statistics: target, generated }) => {
      const words = [
        ...(collation === null ? [] : [`collation ${nameOf(collation)}`]),
        ...(storage === null ? [] : [`storage ${storage}`]),
        ...(compression === null ? [] : [`compression ${compression}`]),
        ...(target === null ? [] : ["statistics target"]),
        ...(generated?.kind === "virtual" ? ["VIRTUAL: it would be stored"] : []),
      ];
      return words.map((word) => `${word} of ${quoteIdentifier(name)}`);
    },
  );
  return [
    ...said.flatMap(([applies, what]) => (applies ? [what] : [])),
    ...ofColumns,
    ...table.constraints.flatMap(stateOf),
  ].map((what) => `${nameOf(table)}: ${what}`);
}

function stateOf({ name, kind, definition, references }: Constraint): string[] {
  if (kind === "exclusion") return [];
  const words = [
    ...(/ DEFERRABLE/.exec(definition) ? ["DEFERRABLE"] : []),
    ...(/ INITIALLY DEFERRED/.exec(definition) ? ["INITIALLY DEFERRED"] : []),
    ...(/ NOT VALID/.exec(definition) ? ["NOT VALID"] : []),
    ...(/ NO INHERIT/.exec(definition) ? ["NO INHERIT"] : []),
    ...(/ NOT ENFORCED/.exec(definition) ? ["NOT ENFORCED"] : []),
    ...(/ WITHOUT OVERLAPS|PERIOD /.exec(definition) && kind !== "check"
      ? ["WITHOUT OVERLAPS"]
      : []),
    ...(/ INCLUDE \(/.exec(definition) && kind !== "check" ? ["INCLUDE"] : []),
    ...(references?.match === "full" ? ["MATCH FULL"] : []),
    ...((references?.onDeleteColumns.length ?? 0) > 0 ? ["columns of SET NULL"] : []),
  ];
  return words.length === 0 ? [] : [`${words.join(", ")} of constraint ${quoteIdentifier(name)}`];
}

/** Types that neither makes. */
function typesElsewhere({ entities }: ModelSource): string[] {
  const names = new Set(
    entities.flatMap(({ columns }) =>
      columns.flatMap(({ type }) =>
        type.kind === "built-in" || type.kind === "enum" ? [] : [type.base],
      ),
    ),
  );
  return names.size === 0
    ? []
    : [`types that have to be there before: ${[...names].sort().join(", ")}`];
}

/** Objects with comments, where the format has none that reach the database. */
export function commentsOf({ entities, enums, catalog }: ModelSource): string[] {
  const ofEnums = catalog.types.filter(
    (type) => type.comment !== null && enums.some((each) => nameOf(each) === nameOf(type)),
  );
  const ofTables = entities.flatMap(({ table, columns }) => [
    ...(table.comment === null ? [] : [nameOf(table)]),
    ...columns.flatMap(({ column }) =>
      column.comment === null ? [] : [`${nameOf(table)}.${quoteIdentifier(column.name)}`],
    ),
  ]);
  const names = [...ofEnums.map(nameOf), ...ofTables];
  return names.length === 0
    ? []
    : [`comments reach readers only, not the database: ${names.join(", ")}`];
}
