import { quoteIdentifier } from "../../../sql/quote.ts";
import type { Catalog, DefaultPrivileges, OtherObject, Sequence } from "../model/catalog.ts";
import type { Routine } from "../model/routine.ts";
import type { UserType } from "../model/type.ts";
import type { Canonical, Context } from "./context.ts";
import { contextOf, printed, without } from "./context.ts";
import { canonicalSchema } from "./schema.ts";
import { canonicalColumns, canonicalTable, canonicalView } from "./relation.ts";

/**
 * Every object of the catalog under its kind and name (`table public.tasks`), reduced to what is schema and brought to
 * the form that every version of Postgres from 14 on agrees on.
 */
export function canonicalObjects(catalog: Catalog): ReadonlyMap<string, Canonical> {
  const context = contextOf(catalog);
  return new Map<string, Canonical>([
    ...catalog.schemas.map((schema) =>
      entry("schema", quoteIdentifier(schema.name), canonicalSchema(schema, context)),
    ),
    ...catalog.extensions.map(({ name, schema, version, defaultVersion, comment }) =>
      entry("extension", quoteIdentifier(name), {
        schema,
        comment,
        version: version === defaultVersion ? null : version,
      }),
    ),
    ...catalog.types.map((type) => entry("type", printed(type), canonicalType(type, context))),
    ...catalog.sequences.map((sequence) =>
      entry("sequence", printed(sequence), canonicalSequence(sequence, context)),
    ),
    ...catalog.tables.map((table) =>
      entry("table", printed(table), canonicalTable(table, context)),
    ),
    ...catalog.views.map((view) => entry("view", printed(view), canonicalView(view, context))),
    ...catalog.routines.map((routine) =>
      entry(
        "routine",
        `${printed(routine)}(${routine.identity})`,
        canonicalRoutine(routine, context),
      ),
    ),
    ...catalog.statistics.map((item) =>
      entry("statistics", printed(item), {
        ...without(item, "schema", "name", "definition"),
        owner: context.role(item.owner),
      }),
    ),
    ...catalog.defaultPrivileges.map((item) => defaultPrivileges(item, context)),
    ...catalog.others.map((object) => other(object, context)),
    ...catalog.foreignGrants.map((item) =>
      entry(`grants on ${item.kind}`, item.name, { grants: context.grants(item.grants) }),
    ),
    ...catalog.securityLabels.map((item) =>
      entry(`${item.provider} label on ${item.kind}`, item.name, { label: item.label }),
    ),
  ]);
}

function entry(kind: string, name: string, value: Canonical): [string, Canonical] {
  return [`${kind} ${name}`, value];
}

function canonicalType(type: UserType, context: Context): Canonical {
  const { name } = type;
  const rest = { ...without(type, "schema", "name"), ...context.owned(type) };
  if (type.kind === "composite")
    return { ...rest, columns: canonicalColumns(type.columns, type, context) };
  if (type.kind !== "domain") return rest;
  const { notNull } = type;
  const generated = notNull?.name === null || notNull?.name === `${name}_not_null`;
  return {
    ...rest,
    notNull: notNull === null ? null : { ...notNull, name: generated ? null : notNull.name },
    constraints: Object.fromEntries(
      type.constraints.map(({ name: key, ...constraint }) => [key, constraint]),
    ),
  };
}

function canonicalSequence(sequence: Sequence, context: Context): Canonical {
  const { ownedBy, unlogged } = sequence;
  return {
    ...without(sequence, "schema", "name"),
    ...context.owned(sequence),
    unlogged:
      ownedBy === null ? unlogged : context.isOdd(unlogged, context.isUnlogged(ownedBy.table)),
  };
}

/** `pg_get_functiondef` only repeats the parts. */
function canonicalRoutine(routine: Routine, context: Context): Canonical {
  return {
    ...without(routine, "schema", "name", "identity", "definition"),
    ...context.owned(routine),
  };
}

function defaultPrivileges(item: DefaultPrivileges, context: Context): [string, Canonical] {
  const where = item.schema === null ? "" : ` in schema ${quoteIdentifier(item.schema)}`;
  return entry("default privileges", `of ${context.role(item.role)}${where} on ${item.objects}`, {
    grants: context.grants(item.grants),
  });
}

function other(object: OtherObject, context: Context): [string, Canonical] {
  const name =
    object.schema === null ? object.name : `${quoteIdentifier(object.schema)}.${object.name}`;
  return entry(object.kind, name, {
    properties: object.properties,
    owner: object.owner === null ? null : context.role(object.owner),
    grants: context.grants(object.grants),
    comment: object.comment,
  });
}
