import { qualified } from "../../sql/quote.ts";
import type { Design, DesignedTable } from "./tables.ts";

/** Neither owns the tables nor passes policies over; it is created where there is none. */
const APPLICATION = "app_user";

const nobody = { insert: "nobody", update: "nobody", delete: "nobody" };

/**
 * Who may do what with whose rows, in the form that generate_rls takes: whoever acts for a tenant has its rows, the tenant itself is not
 * made or deleted by the application, and what belongs to none is read alone. Null without tenants. Tables for signing in and the audit
 * trail are not in it: the application role has no rights there. Neither are tables that exist already, which others may be reading.
 */
export function rlsIntent(design: Design): Record<string, unknown> | null {
  const { model, tables, given } = design;
  const { tenancy } = model;
  const tenants = [...given, ...tables].find(({ entity }) => entity === tenancy?.entity);
  const key = tenants?.columns.find(({ name }) => name === "id");
  if (tenancy === null || key === undefined) return null;
  return {
    context: { kind: "setting", name: tenancy.setting, type: key.type, holds: "tenant" },
    application_role: APPLICATION,
    tables: tables.flatMap((table) => tableIntent(table, table === tenants)),
  };
}

function tableIntent(table: DesignedTable, isTenants: boolean): Record<string, unknown>[] {
  const name = qualified(table.schema, table.name);
  const { tenantColumn: tenant } = table;
  if (isTenants)
    return [
      { table: name, tenant: "id", allow: { ...nobody, select: "tenant", update: "tenant" } },
    ];
  if (tenant !== null)
    return [
      {
        table: name,
        tenant,
        allow: { select: "tenant", insert: "tenant", update: "tenant", delete: "tenant" },
      },
    ];
  const isRead = table.entity !== null || table.values.length > 0;
  return isRead ? [{ table: name, allow: { ...nobody, select: "anyone" } }] : [];
}
