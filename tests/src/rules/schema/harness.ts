import pg from "pg";
import { canonicalJson } from "../../../../src/postgres/catalog/fingerprint.ts";
import { readCatalog } from "../../../../src/postgres/catalog/read-catalog.ts";
import { readSchemaFacts } from "../../../../src/rules/facts/read-schema-facts.ts";
import type { SchemaFacts } from "../../../../src/rules/facts/schema.ts";
import { parseScript } from "../../../../src/sql/parse.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import { poolOn } from "../../postgres/catalog/session.ts";

export interface Circumstances {
  /** As if the counters of use began so many days ago: no test waits for weeks. */
  readonly countedDays?: number;
  /** As if it were DDL that was loaded. */
  readonly text?: boolean;
  /** There is no way back from the fixes, and none is needed: what was invalid is valid. */
  readonly oneWay?: boolean;
}

/** One database in which schemas are reviewed one after the other. */
export interface Bench extends AsyncDisposable {
  /** Empties the database and runs a script, each statement by itself; from a line `-- as superuser` on with all rights. */
  setUp(sql: string): Promise<void>;
  /** Runs the statements of a fix as the owner, one after the other. */
  run(sql: string): Promise<void>;
  facts(circumstances?: Circumstances): Promise<SchemaFacts>;
  /** The schema as it is now, as text. */
  state(): Promise<string>;
}

export async function openBench(cluster?: string): Promise<Bench> {
  const database = await testDatabase("", cluster);
  const pool = poolOn(database.url);
  const { signal } = new AbortController();
  const session = await pool.open({ signal });
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  // Counters reach the others within a second, or at once when asked to; before 15 a process of its own collects them.
  const flush = session.version >= 150000 ? "select pg_stat_force_next_flush()" : "select 1";
  const runEach = async (client: pg.Client, sql: string): Promise<void> => {
    for (const { text } of await parseScript(sql)) {
      await client.query(text);
      await client.query(flush);
    }
  };
  return {
    async setUp(sql) {
      await superuser.query(EMPTY);
      await superuser.query("select pg_stat_reset()");
      await owner.query("discard all");
      const [ours = "", theirs] = sql.split(/^-- as superuser$/m);
      await runEach(owner, ours);
      if (theirs !== undefined) await runEach(superuser, theirs);
    },
    run: (sql) => runEach(owner, sql),
    async facts({ countedDays, text = false } = {}) {
      const { facts, skipped } = await readSchemaFacts(session, {
        model: undefined,
        neon: undefined,
        ofText: text ? [] : undefined,
        sample: false,
        mostPolicies: 0,
        signal,
        shadow: () => Promise.reject(new Error("no policies are planned here")),
        progress: () => {},
      });
      if (skipped.length > 0) throw new Error(JSON.stringify(skipped));
      if (countedDays === undefined) return facts;
      const since = new Date(Date.parse(facts.readAt) - countedDays * 86_400_000);
      return { ...facts, countedSince: since.toISOString() };
    },
    state: async () => canonicalJson(await readCatalog(session)),
    async [Symbol.asyncDispose]() {
      await owner.end();
      await superuser.end();
      await session[Symbol.asyncDispose]();
      await pool.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

const EMPTY = `do $$ declare one record; begin
    for one in select pubname as name from pg_publication loop execute format('drop publication %I', one.name); end loop;
    for one in select evtname as name from pg_event_trigger loop execute format('drop event trigger %I', one.name); end loop;
    for one in select extname as name from pg_extension where extname not in ('plpgsql', 'pg_stat_statements') loop
      execute format('drop extension %I cascade', one.name); end loop;
    for one in select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' loop
      begin execute format('drop schema %I cascade', one.name); exception when dependent_objects_still_exist then null; end; end loop;
  end $$;
  create schema if not exists public authorization pg_database_owner;
  grant usage on schema public to public`;
