import type { Session } from "../../../core/session.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import type { Reference } from "../../../sql/references.ts";
import { nameOf } from "../../engine/names.ts";

export interface MissingColumn {
  readonly table: string;
  readonly column: string;
}

/** A relation with columns that a statement names of it. */
export interface Target {
  readonly relation: Reference;
  readonly columns: readonly string[];
}

/** Names, as written, that no relation has: in their schema, or in any where none is written. */
export async function missingRelations(
  session: Session,
  relations: readonly Reference[],
): Promise<Set<string>> {
  const rows = await jsonRows<{ schema: string | null; name: string }>(
    session,
    `select distinct given.schema, given.name
       from pg_catalog.jsonb_to_recordset($1::jsonb) as given (schema text, name text)
      where coalesce(given.schema, '') !~ '^pg_(temp|toast)'
        and not exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                         where c.relname = given.name and (given.schema is null or n.nspname = given.schema))`,
    [JSON.stringify(relations)],
  );
  return new Set(rows.map(({ schema, name }) => (schema === null ? name : `${schema}.${name}`)));
}

/** Columns of what is one table or view for sure. */
export function missingTargets(targets: readonly Target[], catalog: Catalog): MissingColumn[] {
  const relations = [...catalog.tables, ...catalog.views];
  return targets.flatMap(({ relation, columns }) => {
    const [found, another] = relations.filter(
      ({ schema, name }) =>
        name === relation.name && (relation.schema === undefined || schema === relation.schema),
    );
    if (found === undefined || another !== undefined) return [];
    return (
      columns
        .filter((name) => !found.columns.some((column) => column.name === name))
        // t.f is f(t), where there is such a function
        .filter((name) => !catalog.routines.some((routine) => routine.name === name))
        .map((column) => ({ table: nameOf(found), column }))
    );
  });
}
