import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { nameOf } from "../text.ts";
import { inPlace } from "./change.ts";
import type { Verdict } from "./change.ts";
import { foreignOptionChanges, settingChanges } from "./option-changes.ts";
import type { TablePair } from "./table-pairs.ts";

/** What is said of the table as a whole, without its columns and what hangs on it. */
export function tableVerdict({ a, b }: TablePair, version: number): Verdict {
  const alter = `ALTER ${b.kind === "foreign table" ? "FOREIGN TABLE" : "TABLE"} ${nameOf(b)}`;
  const only = `ALTER TABLE ONLY ${nameOf(b)}`;
  if (a.accessMethod !== b.accessMethod && version < 150000)
    return {
      kind: "refuse",
      reason: "Postgres 14 cannot change the access method of a table",
    };
  const foreign = foreignOptionChanges(a.foreign?.options ?? {}, b.foreign?.options ?? {});
  return inPlace([
    ...(a.unlogged === b.unlogged ? [] : [`${alter} SET ${b.unlogged ? "UNLOGGED" : "LOGGED"}`]),
    ...(a.accessMethod === b.accessMethod ? [] : [`${alter} SET ACCESS METHOD ${method(b)}`]),
    ...(a.tablespace === b.tablespace
      ? []
      : [`${alter} SET TABLESPACE ${quoteIdentifier(b.tablespace ?? "pg_default")}`]),
    ...settingChanges(alter, a.options, b.options),
    ...settingChanges(alter, a.toastOptions, b.toastOptions, "toast."),
    ...(foreign === "" ? [] : [`${alter}${foreign}`]),
    ...security(only, a.rowSecurity, b.rowSecurity),
    ...identity(only, a, b),
  ]);
}

function method({ accessMethod }: Table): string {
  return accessMethod === null ? "DEFAULT" : quoteIdentifier(accessMethod);
}

function security(alter: string, a: Table["rowSecurity"], b: Table["rowSecurity"]): string[] {
  return [
    ...(a.enabled === b.enabled
      ? []
      : [`${alter} ${b.enabled ? "ENABLE" : "DISABLE"} ROW LEVEL SECURITY`]),
    ...(a.forced === b.forced
      ? []
      : [`${alter} ${b.forced ? "FORCE" : "NO FORCE"} ROW LEVEL SECURITY`]),
  ];
}

/** With an index, the index says so. */
function identity(alter: string, a: Table, b: Table): string[] {
  if (a.replicaIdentity === b.replicaIdentity || b.replicaIdentity === "index") return [];
  if (b.kind === "foreign table") return [];
  return [`${alter} REPLICA IDENTITY ${b.replicaIdentity.toUpperCase()}`];
}
