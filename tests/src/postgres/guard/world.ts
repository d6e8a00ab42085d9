import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import pg from "pg";
import { createPool, type Pool } from "../../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../../src/postgres/url.ts";
import { parseScript } from "../../../../src/sql/parse.ts";
import { checkReadable } from "../../../../src/postgres/guard/check-readable.ts";
import type { StatementResult } from "../../../../src/core/session.ts";
import type { TestDatabase } from "../../../helpers/postgres.ts";

const LIMITS = { maxRows: 50, maxBytes: 1_000_000 };
const signal = new AbortController().signal;

/** A database under attack: the path that an agent's statement takes, and a witness with a connection of its own. */
export class World implements AsyncDisposable {
  readonly #pool: Pool;
  readonly #witness: pg.Client;
  readonly #url: string;
  readonly notifications: string[] = [];

  private constructor(pool: Pool, witness: pg.Client, url: string) {
    this.#pool = pool;
    this.#url = url;
    this.#witness = witness;
    witness.on("notification", ({ payload }) => this.notifications.push(payload ?? ""));
  }

  static async open(database: TestDatabase, as: "owner" | "superuser"): Promise<World> {
    const url = as === "owner" ? database.url : database.superuserUrl;
    const pool = createPool({ deployment: "url", address: async () => addressFromUrl(url) });
    const witness = new pg.Client({ connectionString: database.superuserUrl });
    await witness.connect();
    await witness.query("listen guard");
    return new World(pool, witness, url);
  }

  /** The real path: parse, a fresh READ ONLY transaction, the guard, the extended protocol, every statement of the script. */
  async read(sql: string, timeout = 30_000): Promise<StatementResult[]> {
    const statements = await parseScript(sql);
    await using session = await this.#pool.open({ signal });
    return await session.transaction(
      { access: "read only", statementTimeoutMs: timeout },
      async () => {
        const results: StatementResult[] = [];
        for (const statement of statements) {
          await checkReadable(statement, session);
          results.push(await session.execute(statement.text, [], LIMITS));
        }
        return results;
      },
    );
  }

  /** Executes without the guard, and commits: what READ ONLY alone lets through. */
  async readUnguarded(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url });
    await client.connect();
    try {
      await client.query("begin read only");
      await client.query({ text: sql, values: [] });
      await client.query("commit");
    } finally {
      await client.end();
    }
  }

  /** Everything that an attack may have changed, as the witness sees it. */
  async state(): Promise<string> {
    const { rows } = await this.#witness.query<{ state: unknown }>(STATE);
    const files = readdirSync("/tmp").filter((name) => name.startsWith("neon-dba-guard"));
    const [{ dir } = { dir: "" }] = (
      await this.#witness.query<{ dir: string }>("select current_setting('data_directory') as dir")
    ).rows;
    const places = ["", "pg_replslot", "pg_tblspc", "pg_dynshmem"].flatMap((place) =>
      existsSync(`${dir}/${place}`) ? readdirSync(`${dir}/${place}`) : [],
    );
    return JSON.stringify([rows[0]?.state, files, places, this.notifications]);
  }

  /** The rows of the tables, for a cluster on which others work too. */
  async rows(): Promise<string> {
    const { rows } = await this.#witness.query(`select ${ROWS.map(count).join(", ")}`);
    return JSON.stringify([rows, this.notifications]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.close();
    await this.#witness.end();
  }
}

/** Programs that an attack might have started, by the marker in their arguments. */
export function strangeProcesses(): string[] {
  const processes = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" }).split("\n");
  return processes.filter((args) => args.includes("neon-dba-guard"));
}

const count = (table: string): string =>
  `(select array[count(*)::text, md5(string_agg(t::text, ',' order by t::text))] from ${table} t)`;

const ROWS = [
  "app.accounts",
  "app.events",
  "app.people",
  "app.guarded",
  "(select * from app.tickets)",
];

const STATE = `select json_build_array(
  (select count(*) from pg_class), (select count(*) from pg_proc), (select count(*) from pg_type), (select count(*) from pg_attribute),
  (select array_agg(relacl::text order by oid) from pg_class where relnamespace = 'app'::regnamespace),
  (select last_value from app.tickets), (select count(*) from pg_replication_slots),
  (select count(*) from pg_locks where locktype = 'advisory'), pg_conf_load_time(), pg_postmaster_start_time(),
  pg_snapshot_xmax(pg_current_snapshot())::text, (select stats_reset from pg_stat_database where datname = current_database()),
  (select stats_reset from pg_stat_bgwriter), (select stats_reset from pg_stat_statements_info), pg_walfile_name(pg_current_wal_lsn()),
  (select md5(string_agg(name || '=' || setting, ',' order by name)) from pg_settings),
  (select md5(string_agg(setting, ',' order by name)) from pg_file_settings)) as state`;
