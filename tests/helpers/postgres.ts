import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

/** A fresh database whose owner is no superuser; disposing of it drops both. */
export interface TestDatabase extends AsyncDisposable {
  readonly name: string;
  /** The owner's URL. */
  readonly url: string;
  /** The cluster superuser's URL on the same database. */
  readonly superuserUrl: string;
  /** Runs a script as the owner and returns the rows of its last statement. */
  run(sql: string): Promise<Record<string, unknown>[]>;
  /** The same as the cluster's superuser. */
  runAsSuperuser(sql: string): Promise<Record<string, unknown>[]>;
}

/** Creates a database on `cluster` (a superuser URL; by default the run's embedded Postgres 18) and runs `setup` as its owner. */
export async function testDatabase(
  setup = "",
  cluster: string = inject("postgres"),
): Promise<TestDatabase> {
  const id = randomBytes(6).toString("hex");
  const [name, owner, password] = [`test_${id}`, `owner_${id}`, randomBytes(9).toString("hex")];
  await script(cluster, `create role ${owner} login createrole password '${password}'`);
  await script(cluster, `create database ${name} owner ${owner}`);
  const superuserUrl = withDatabase(cluster, name);
  const url = new URL(superuserUrl);
  url.username = owner;
  url.password = password;
  await script(superuserUrl, "create extension pg_stat_statements");
  if (setup !== "") await script(url.href, setup);
  return {
    name,
    url: url.href,
    superuserUrl,
    run: (sql) => script(url.href, sql),
    runAsSuperuser: (sql) => script(superuserUrl, sql),
    async [Symbol.asyncDispose]() {
      await script(cluster, `drop database if exists ${name} with (force)`);
      await script(cluster, `drop owned by ${owner} cascade; drop role if exists ${owner}`).catch(
        () => {},
      );
    },
  };
}

function withDatabase(url: string, database: string): string {
  const copy = new URL(url);
  copy.pathname = `/${database}`;
  return copy.href;
}

async function script(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const results: unknown = await client.query(sql);
    const last = (Array.isArray(results) ? results.at(-1) : results) as pg.QueryResult;
    return last.rows;
  } finally {
    await client.end();
  }
}
