import type { Client } from "pg";
import { withPrivatePostgres } from "../compute/private-postgres.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { Data, Store } from "./store.ts";

/**
 * Takes all rows out of a draft, and what could tell of them: statistics, large objects, positions of sequences, the WAL. The draft is
 * shut down afterwards.
 */
export async function emptyData(store: Store, draft: Data, signal: AbortSignal): Promise<void> {
  const settings = {
    // As long as it runs, Postgres deletes WAL as it usually does.
    wal_keep_size: "0",
    autovacuum: "off",
    allow_system_table_mods: "on",
    event_triggers: "off",
    session_replication_role: "replica",
  };
  await withPrivatePostgres(store, draft, settings, signal, async (connect) => {
    const control = await connect();
    const { rows } = await control.query<{ name: string; closed: boolean }>(
      "select datname as name, not datallowconn as closed from pg_database where datname <> 'template0'",
    );
    for (const { name, closed } of rows) {
      signal.throwIfAborted();
      if (closed) await allowConnections(control, name, true);
      await emptyDatabase(await connect(name));
      if (closed) await allowConnections(control, name, false);
    }
    await control.query("select pg_stat_reset_shared(); select pg_switch_wal()");
    await control.query("checkpoint");
  });
}

async function allowConnections(client: Client, name: string, allowed: boolean): Promise<void> {
  await client.query(`alter database ${quoteIdentifier(name)} allow_connections ${allowed}`);
}

async function emptyDatabase(client: Client): Promise<void> {
  await client.query(statements);
  for (const table of ["pg_statistic", "pg_statistic_ext_data", "pg_largeobject"])
    await client.query(`vacuum full ${table}`);
  await client.query("checkpoint");
  await client.end();
}

/**
 * An extension's own rows are part of it, and stay; those that its users write (its configuration tables) go. In one transaction, so
 * that foreign keys do not matter.
 */
const statements = `
do $$
declare
  tables text;
  found record;
begin
  select string_agg(oid::regclass::text, ', ') into tables
  from pg_class
  where relkind in ('r', 'p') and relpersistence <> 't'
    and relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    and not exists (
      select from pg_depend join pg_extension on refobjid = pg_extension.oid
      where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e'
        and not coalesce(pg_class.oid = any (extconfig), false)
    );
  if tables is not null then
    execute 'truncate ' || tables;
  end if;
  for found in select seqrelid::regclass as name from pg_sequence loop
    execute format('alter sequence %s restart', found.name);
  end loop;
  for found in select oid::regclass as name from pg_class where relkind = 'm' loop
    execute format('refresh materialized view %s with no data', found.name);
  end loop;
  perform lo_unlink(oid) from pg_largeobject_metadata;
end $$;
truncate pg_statistic, pg_statistic_ext_data, pg_largeobject;
select pg_stat_reset();
do $$ begin
  if exists (select from pg_extension where extname = 'pg_stat_statements') then
    execute format('select %s.pg_stat_statements_reset()',
      (select extnamespace::regnamespace from pg_extension where extname = 'pg_stat_statements'));
  end if;
end $$`;
