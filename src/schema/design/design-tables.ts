import { authOf } from "./auth/auth.ts";
import { auditTable } from "./build/audit.ts";
import { entityTable } from "./build/entity-table.ts";
import { enumsOf } from "./build/enums.ts";
import { groundOf } from "./build/ground.ts";
import type { Ground } from "./build/ground.ts";
import { joinTable } from "./build/join-table.ts";
import { inOrder } from "./build/order.ts";
import { triggersOf } from "./build/triggers.ts";
import type { Model } from "./model.ts";
import type { Design, DesignedPurge, DesignedTable } from "./tables.ts";

/** The tables of a model, with types, triggers and what is removed in time. The same model gives the same design. */
export function designTables(model: Model): Design {
  const ground = groundOf(model);
  const enums = enumsOf(ground);
  const entities = model.entities.map((entity) => entityTable(ground, entity, enums));
  const joins = model.relationships
    .filter(({ kind }) => kind === "many_to_many")
    .map((relationship) => joinTable(ground, relationship));
  const auth = authOf(ground);
  const audit = auditTable(ground);
  const lookups = enums.flatMap(({ table }) => table ?? []);
  const isGiven = ({ entity }: DesignedTable): boolean =>
    entity !== null && ground.entities.get(entity)?.exists === true;
  const tables = inOrder(
    withTenantKeys(ground, [
      ...lookups,
      ...entities.filter((table) => !isGiven(table)),
      ...joins,
      ...auth.tables,
      ...(audit === undefined ? [] : [audit]),
    ]),
  );
  const kept = triggersOf(ground, tables, audit?.name);
  return {
    model,
    enums: enums.flatMap(({ type }) => type ?? []),
    tables,
    given: inOrder(entities.filter(isGiven)),
    routines: [...kept.routines, ...auth.routines],
    triggers: kept.triggers,
    purges: [...model.entities.flatMap(purgeOf), ...auth.purges],
  };
}

/** What a foreign key with a tenant refers to has to be unique with its tenant, which its key already is without. */
function withTenantKeys(ground: Ground, tables: readonly DesignedTable[]): DesignedTable[] {
  const referenced = new Map(
    tables
      .flatMap(({ foreignKeys }) => foreignKeys)
      .filter(({ references }) => references.columns.length > 1)
      .map(({ references }) => [references.table, references.columns]),
  );
  return tables.map((table) => {
    const columns = referenced.get(table.name);
    if (columns === undefined) return table;
    const name = ground.name(`${table.name}_${columns.join("_")}`, "_key");
    return {
      ...table,
      unique: [...table.unique, { name, columns, nullsNotDistinct: false, where: null }],
    };
  });
}

/** Where rows are deleted softly, they are kept from then on. */
const purgeOf = ({ name, retentionDays, softDelete }: Model["entities"][number]): DesignedPurge[] =>
  retentionDays === null
    ? []
    : [{ table: name, column: softDelete ? "deleted_at" : "created_at", days: retentionDays }];
