import type { Catalog, OtherObject } from "../../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const replicaIdentityMissing: Rule<SchemaFacts> = {
  id: "replica-identity-missing",
  title: "A published table that tells no rows apart",
  effect: "Postgres refuses each UPDATE and DELETE of it.",
  *check({ catalog }) {
    for (const table of catalog.tables) {
      if (table.kind !== "table" || identifies(table)) continue;
      const publication = publisher(catalog, table);
      if (publication === undefined) continue;
      const alter = `ALTER TABLE ${nameOf(table)} REPLICA IDENTITY`;
      yield {
        level: "error",
        object: nameOf(table),
        message: `${code(nameOf(table))} is published by ${code(publication)} and has no replica identity: each UPDATE and DELETE fails. Give it a primary key; FULL helps until then, and sends whole rows.`,
        evidence: "rule",
        fix: `${alter} FULL;`,
        rollback: `${alter} ${table.replicaIdentity === "nothing" ? "NOTHING" : "DEFAULT"};`,
      };
    }
  },
};

function identifies({ replicaIdentity, constraints }: Table): boolean {
  if (replicaIdentity === "default") return constraints.some(({ kind }) => kind === "primary key");
  return replicaIdentity !== "nothing";
}

/** The publication that has the table's updates or deletes. */
const publisher = ({ others }: Catalog, table: Table): string | undefined =>
  others.find((one) => one.kind === "publication" && publishes(one, table))?.name;

function publishes({ properties }: OtherObject, table: Table): boolean {
  const says = (name: string): boolean => String(properties[name]) === "true";
  if (!says("update") && !says("delete")) return false;
  const tables = (properties["tables"] ?? []) as readonly { readonly table: string }[];
  const schemas = (properties["schemas"] ?? []) as readonly string[];
  return (
    says("allTables") ||
    schemas.includes(table.schema) ||
    tables.some((one) => one.table === nameOf(table))
  );
}
