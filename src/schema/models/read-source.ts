import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../postgres/catalog/model/column.ts";
import type { Constraint } from "../../postgres/catalog/model/constraint.ts";
import type { Table, View } from "../../postgres/catalog/model/table.ts";
import type { EnumType } from "../../postgres/catalog/model/type.ts";
import { nameOf } from "../text.ts";
import { propertyNames, typeNames } from "./names.ts";
import type { Names } from "./names.ts";
import { relationsOf } from "./relations.ts";
import type { BareEntity } from "./relations.ts";
import type { ModelSource, SourceColumn, SourceType } from "./source.ts";
import { domainsOf, typeReader } from "./types.ts";

type ReadType = (text: string) => SourceType;

/**
 * The tables and views of the schemas, or of all, with names and relations; the same catalog gives the same source. Partitions are left
 * to their parents.
 */
export function modelSource(catalog: Catalog, schemas?: readonly string[]): ModelSource {
  const chosen = ({ schema }: { readonly schema: string }): boolean =>
    schemas === undefined || schemas.includes(schema);
  const relations = [
    ...catalog.tables.filter((table) => chosen(table) && table.partitionBound === null),
    ...catalog.views.filter(chosen),
  ];
  const read = typeReader(catalog);
  const used = new Set(
    relations.flatMap(({ columns }) => columns.flatMap(({ type }) => enumsIn(read(type)))),
  );
  const enums = catalog.types.filter(
    (type): type is EnumType => type.kind === "enum" && (chosen(type) || used.has(nameOf(type))),
  );
  const names = typeNames([
    ...relations.map(({ schema, name }) => ({ schema, name, role: "Model" as const })),
    ...enums.map(({ schema, name }) => ({ schema, name, role: "Enum" as const })),
  ]);
  const typeName = (object: { readonly schema: string; readonly name: string }): string =>
    names.get(JSON.stringify([object.schema, object.name])) ?? "";
  const left = new Map<BareEntity, Names>();
  const entities = relations.map((table) => {
    const [entity, names] = entityOf(table, typeName(table), read);
    left.set(entity, names);
    return entity;
  });
  const related = relationsOf(entities, (entity) => namesLeft(left, entity));
  return {
    catalog,
    schemas: catalog.schemas
      .map(({ name }) => name)
      .filter((name) => relations.some(({ schema }) => schema === name)),
    entities: entities.map((entity) => ({
      ...entity,
      relations: related.get(nameOf(entity.table)) ?? [],
    })),
    enums: enums.map((type) => ({
      schema: type.schema,
      name: type.name,
      typeName: typeName(type),
      labels: type.labels,
    })),
  };
}

function namesLeft(left: ReadonlyMap<BareEntity, Names>, entity: BareEntity): Names {
  const names = left.get(entity);
  if (names === undefined) throw new Error(`no names for ${nameOf(entity.table)}`);
  return names;
}

function enumsIn({ kind, base, under }: SourceType): string[] {
  return [...(kind === "enum" ? [base] : []), ...(under === undefined ? [] : enumsIn(under))];
}

function entityOf(table: Table | View, typeName: string, read: ReadType): [BareEntity, Names] {
  const constraints = "constraints" in table ? table.constraints : [];
  const of = (kind: Constraint["kind"]): Constraint[] =>
    constraints.filter((constraint) => constraint.kind === kind);
  const { of: properties, left } = propertyNames(table.columns.map(({ name }) => name));
  const primaryKey = of("primary key")[0];
  return [
    {
      table,
      typeName,
      columns: table.columns.map((column, index) => ({
        property: properties[index] ?? "",
        ...columnOf(column, read, "constraints" in table),
      })),
      primaryKey,
      foreignKeys: of("foreign key"),
      uniques: of("unique"),
      checks: of("check"),
      indexes: table.indexes.filter(({ constraint }) => constraint === null),
    },
    left,
  ];
}

function columnOf(
  column: Column,
  read: ReadType,
  takesRows: boolean,
): Omit<SourceColumn, "property"> {
  const type = read(column.type);
  const domains = domainsOf(type);
  const nullable = column.notNull === null && !domains.some(({ notNull }) => notNull !== null);
  const identity = column.identity !== null;
  return {
    column,
    type,
    nullable,
    optional:
      nullable ||
      identity ||
      column.default !== null ||
      domains.some((domain) => domain.default !== null),
    generated: !takesRows || column.generated !== null || column.identity?.generation === "always",
  };
}
