import type { DesignedTable } from "../tables.ts";
import { column, oneOf } from "./columns.ts";
import type { Ground } from "./ground.ts";

/** Changes of one row that the trail is assumed to keep. */
const EACH = 5;

/** Its key begins with the row that was changed, so that the history of a row needs no other index. */
export function auditTable(ground: Ground): DesignedTable | undefined {
  const { model } = ground;
  const audited = model.entities.filter(({ auditTrail }) => auditTrail);
  if (audited.length === 0) return undefined;
  const name = ground.name("audit_log", "");
  return {
    schema: model.schema,
    name,
    entity: null,
    comment: `Who changed which row of ${audited.map((entity) => entity.name).join(", ")}, and from what to what; without PII. Written by triggers alone.`,
    columns: [
      column("table_name", "text"),
      column("row_id", "text"),
      column("id", "bigint", { identity: true }),
      column("operation", "text"),
      column("changed_at", "timestamp with time zone", { default: "now()" }),
      column("changed_by", "text", {
        comment:
          "The setting app.user_id of the transaction; without one the role that was connected.",
      }),
      column("before", "jsonb", { notNull: false }),
      column("after", "jsonb", { notNull: false }),
    ],
    primaryKey: ["table_name", "row_id", "id"],
    primaryKeyName: ground.name(name, "_pkey"),
    unique: [],
    checks: [
      {
        name: ground.name(`${name}_operation`, "_check"),
        expression: oneOf("operation", ["INSERT", "UPDATE", "DELETE"]),
      },
    ],
    foreignKeys: [],
    livePredicate: null,
    tenantColumn: null,
    expectedRows: EACH * Math.max(1, ...audited.map(({ expectedRows }) => expectedRows ?? 0)),
    values: [],
  };
}
