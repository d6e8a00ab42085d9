import type { Session } from "../../src/core/session.ts";
import { findInstallation } from "../../src/embedded/installation.ts";
import type { Place } from "../../src/migration/effects/effect.ts";
import { openMeter } from "../../src/migration/effects/open-meter.ts";
import { createPool } from "../../src/postgres/pool.ts";
import { addressFromUrl } from "../../src/postgres/url.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { testDatabase } from "../helpers/postgres.ts";
import { median, print, quantile, timed } from "./figures.ts";

/**
 * What it costs to measure a statement on schemas of 100 and 1,000 tables, and how fast Postgres scans, rewrites and indexes: the basis of
 * `estimateMs`.
 */

const { signal } = new AbortController();

const tableOf = (at: number): string => `
  create table t${at} (id bigint generated always as identity primary key, a int, b text, c int, d timestamptz);
  create index on t${at} (a);
  create index on t${at} (b, d);`;

/** Statements as migrations have them, one kind after the other. */
const statements = (at: number): string[] => [
  `alter table t${at} add column e int`,
  `alter table t${at} add constraint t${at}_a check (a > 0) not valid`,
  `alter table t${at} validate constraint t${at}_a`,
  `create index t${at}_c on t${at} (c)`,
  `alter table t${at} alter column c type bigint`,
  `alter table t${at} add foreign key (c) references t0 (id)`,
  `comment on table t${at} is 'A table'`,
  `drop index t${at}_c`,
];

async function measureStatements(place: Place, tables: number): Promise<void> {
  const { session } = place;
  for (let at = 0; at < tables; at++) {
    for (const sql of tableOf(at).trim().split(";\n")) await session.query(sql.replace(/;$/, ""));
  }
  await using meter = openMeter(place, { signal });
  const single: number[] = [];
  const bare: number[] = [];
  const together: number[] = [];
  for (let at = 1; at <= 20; at++) {
    for (const sql of statements(at)) {
      const options = { access: "read write", rollback: true } as const;
      const limits = { maxRows: 1, maxBytes: 1000 };
      if (!/drop|validate/.test(sql))
        bare.push(
          (await timed(() => session.transaction(options, () => session.execute(sql, [], limits))))
            .ms,
        );
      single.push((await timed(() => meter.run([sql]))).ms);
    }
  }
  for (let at = 21; at <= 40; at++) {
    const list = statements(at);
    together.push((await timed(() => meter.run(list))).ms / list.length);
  }
  const alone: number[] = [];
  for (let at = 41; at <= 50; at++)
    alone.push((await timed(() => meter.run([`create index concurrently on t${at} (c)`]))).ms);
  const figures = (all: readonly number[]): Record<string, number> => ({
    median: median(all),
    p95: quantile(all, 0.95),
  });
  print(`ms a statement, ${tables} tables`, {
    "without measuring": figures(bare),
    "one by one": figures(single),
    "in transactions of eight": figures(together),
    concurrently: figures(alone),
  });
}

const RUNS = 5;

async function measureSpeeds(session: Session): Promise<void> {
  await session.query("set statement_timeout = 0");
  await session.query(`create table big as
    select g::int as id, (g::bigint * 7919 % 2000003)::int as a, md5(g::text) as b, now() as c
    from generate_series(1, 2000000) g`);
  await session.query("vacuum analyze big");
  const size = async (relation: string): Promise<number> => {
    const [row] = await session.query<{ bytes: number }>(
      "select pg_relation_size($1::text::regclass) as bytes",
      [relation],
    );
    return row?.bytes ?? 0;
  };
  const table = await size("big");
  const speed = async (
    sql: string,
    undo: string,
    bytes: () => Promise<number>,
  ): Promise<number> => {
    const speeds: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const { ms } = await timed(() => session.query(sql));
      speeds.push(((await bytes()) / ms) * 1000);
      await session.query(undo);
    }
    return median(speeds) / 1e6;
  };
  const ofTable = async (): Promise<number> => table;
  print(`million bytes a second, a table of ${Math.round(table / 1e6)} MB`, {
    "scan: CHECK": {
      table: await speed(
        "alter table big add constraint k check (a >= 0)",
        "alter table big drop constraint k",
        ofTable,
      ),
    },
    "rewrite: int to bigint": {
      table: await speed(
        "alter table big alter a type bigint",
        "alter table big alter a type int",
        ofTable,
      ),
    },
    "build: int": {
      table: await speed("create index big_i on big (a)", "drop index big_i", ofTable),
    },
    "build: text": {
      table: await speed("create index big_i on big (b)", "drop index big_i", ofTable),
    },
    "rebuild: int": {
      index: await speed("create index big_i on big (a)", "drop index big_i", () => size("big_i")),
    },
    "rebuild: text": {
      index: await speed("create index big_i on big (b)", "drop index big_i", () => size("big_i")),
    },
  });
}

const home = temporaryHome();
const cluster = await startCluster(home, await findInstallation(home));
try {
  for (const tables of [100, 1000]) {
    // a database of its own: CONCURRENTLY would wait for the watchdog of the cluster's
    await using database = await testDatabase("", cluster.url);
    const address = addressFromUrl(database.url);
    const pool = createPool({ deployment: "url", address: async () => address });
    const session = await pool.open({ signal });
    await measureStatements({ session, connect: () => pool.open({ signal }) }, tables);
    if (tables === 100) await measureSpeeds(session);
    await session[Symbol.asyncDispose]();
    await pool.close();
  }
} finally {
  await cluster.stop();
}
