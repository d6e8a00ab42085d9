import { ToolError } from "../core/errors.ts";
import { faultText, inputFaults } from "../core/input-faults.ts";
import type { Catalog } from "../postgres/catalog/model/catalog.ts";
import { Intent } from "./intent.ts";
import { readContext } from "./resolve/context.ts";
import { checkAllow, checkMembers, checkTypes } from "./resolve/decide.ts";
import { inferMembers, inferred, readMembers } from "./resolve/members.ts";
import { followPath } from "./resolve/paths.ts";
import { refuse } from "./resolve/refuse.ts";
import { nameTables } from "./resolve/tables.ts";
import type { ResolvedIntent, ResolvedTable } from "./resolved.ts";

/** An intent as it came over the wire. Throws one INVALID_INPUT with every place that is wrong. */
export function readIntent(value: unknown): Intent {
  const read = Intent.safeParse(value);
  if (read.success) return read.data;
  const places = inputFaults(Intent, value, read.error).map((fault) =>
    faultText(fault, ["intent"]),
  );
  throw new ToolError(
    "INVALID_INPUT",
    `The intent is not of its form in ${places.length} place${places.length === 1 ? "" : "s"}.`,
    'Write { context: { kind: "setting", name, type }, application_role, members?, tables: [{ table, tenant?, owner?, parent?, allow: { select, insert, update, delete } }] }.',
    { quoted: places.join("\n") },
  );
}

/**
 * Holds an intent against a schema. Names may be written as people write them; parents are followed to the ancestor that has the tenant
 * or the owner. Throws INVALID_INPUT with the place in the intent, the cause and the cure.
 */
export function resolveIntent(intent: Intent, catalog: Catalog): ResolvedIntent {
  checkRoles(intent);
  const named = nameTables(intent, catalog);
  const sources = readContext(intent, named, catalog);
  const tables = named.map((table): ResolvedTable => ({
    table: table.table,
    tenant: followPath(named, table, "tenant"),
    owner: followPath(named, table, "owner"),
    parent:
      table.parent !== null && (table.tenant === null || table.owner === null)
        ? table.parent
        : null,
    allow: table.allow,
    deleted: table.deleted,
    columns: table.columns,
  }));
  const said = readMembers(intent, catalog);
  const guessed =
    said === null && sources.user !== null && sources.tenant === null && asksForTenants(tables)
      ? inferMembers(catalog, tables)
      : null;
  const members = said ?? guessed;
  const ground = { ...sources, members, catalog };
  checkMembers(ground);
  for (const [at, table] of tables.entries()) {
    const place = `tables[${at}]`;
    checkTypes(ground, table, place);
    checkAllow(ground, table, place);
  }
  return {
    ...sources,
    applicationRole: intent.application_role,
    adminRoles: [...new Set(intent.admin_roles)],
    members,
    tables,
    findings: guessed === null ? [] : [inferred(guessed)],
  };
}

/** Whether a permission hangs on which tenants an actor has. */
const asksForTenants = (tables: readonly ResolvedTable[]): boolean =>
  tables.some(({ tenant, allow }) => {
    const used = Object.values(allow).flat();
    return used.includes("tenant") || (tenant !== null && used.includes("owner"));
  });

function checkRoles({ application_role: application, admin_roles: admins = [] }: Intent): void {
  const roles = [
    ["application_role", application],
    ...admins.map((role, at): [string, string] => [`admin_roles[${at}]`, role]),
  ] as const;
  for (const [place, role] of roles)
    if (role === "" || ["public", "none"].includes(role.toLowerCase()) || role.startsWith("pg_"))
      throw refuse(
        place,
        "that is no role for an application",
        "Name a role of its own, as app_user; it is created where there is none.",
      );
  const at = admins.indexOf(application);
  if (at !== -1)
    throw refuse(
      `admin_roles[${at}]`,
      "the application role would see the rows of everybody",
      "Name another role for administration.",
    );
}
