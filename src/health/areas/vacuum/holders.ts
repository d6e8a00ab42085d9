import type { Session } from "../../../core/session.ts";
import { identifier } from "../../../core/identifier.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import { quoteLiteral } from "../../../sql/quote.ts";

/** What still may see old rows, so that no VACUUM can remove what died since. */
export interface Holder {
  readonly kind: "session" | "prepared transaction" | "replication slot" | "standby";
  /** Ours: `session 4711 (application web, idle in transaction)`. */
  readonly what: string;
  /** Transactions that began since. */
  readonly age: number;
  /** ISO 8601; null where Postgres does not know. */
  readonly since: string | null;
  /** SQL that lets go, and what it breaks. */
  readonly fix: string;
}

interface Row {
  readonly kind: Holder["kind"];
  readonly id: string;
  readonly name: string | null;
  readonly state: string | null;
  readonly since: string | null;
  readonly age: number;
}

/**
 * Of this database, oldest first. VACUUM itself has an xmin that holds nothing back, and so has the session that asks. Sessions of other
 * databases hold back only the tables that all share.
 */
export async function readHolders(session: Session): Promise<readonly Holder[]> {
  const rows = await jsonRows<Row>(session, holders);
  return rows.map((row) => {
    const { kind, age, since } = row;
    return { kind, age, since, what: whatOf(row), fix: fixOf(row) };
  });
}

const holders = `
  select * from (
    select 'session' as kind, pid::text as id, application_name as name, state, xact_start as since,
           greatest(pg_catalog.age(backend_xmin), pg_catalog.age(backend_xid)) as age
      from pg_catalog.pg_stat_activity
     where datname = pg_catalog.current_database() and pid <> pg_catalog.pg_backend_pid()
       and backend_type not in ('autovacuum worker', 'walsender') and (backend_xmin is not null or backend_xid is not null)
       and pid not in (select pid from pg_catalog.pg_stat_progress_vacuum)
    union all
    select 'prepared transaction', gid, null, null, prepared, pg_catalog.age(transaction)
      from pg_catalog.pg_prepared_xacts where database = pg_catalog.current_database()
    union all
    select 'replication slot', slot_name, plugin, case when active then 'active' else 'inactive' end, null, pg_catalog.age(xmin)
      from pg_catalog.pg_replication_slots where xmin is not null
    union all
    select 'standby', pid::text, application_name, state, backend_start, pg_catalog.age(backend_xmin)
      from pg_catalog.pg_stat_replication where backend_xmin is not null
  ) held
  order by age desc, since`;

function whatOf({ kind, id, name, state }: Row): string {
  const quoted = (text: string): string => `\`${identifier(text)}\``;
  const from = name === null || name === "" ? "" : `application ${quoted(name)}, `;
  if (kind === "session") return `session ${id} (${from}${state ?? "state unknown"})`;
  if (kind === "standby") return `the standby of walsender ${id} (${from}hot_standby_feedback)`;
  return `${kind} ${quoted(id)}${state === null ? "" : ` (${state})`}`;
}

function fixOf({ kind, id }: Row): string {
  switch (kind) {
    case "session":
      return `SELECT pg_terminate_backend(${id});`;
    case "standby":
      return "ALTER SYSTEM SET hot_standby_feedback = off; -- on the standby; SELECT pg_reload_conf() there";
    case "prepared transaction":
      return `ROLLBACK PREPARED ${quoteLiteral(id)};`;
    case "replication slot":
      return `SELECT pg_drop_replication_slot(${quoteLiteral(id)});`;
  }
}
