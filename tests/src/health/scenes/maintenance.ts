import type { TestDatabase } from "../../../helpers/postgres.ts";
import { Clients, type Scene } from "../scene.ts";

const nothing: AsyncDisposable = { async [Symbol.asyncDispose]() {} };

/** A scene that SQL alone makes; what is not to be in one transaction is a statement apart. */
const bySql =
  (...scripts: readonly string[]) =>
  async (database: TestDatabase): Promise<AsyncDisposable> => {
    for (const script of scripts) await database.runAsSuperuser(script);
    return nothing;
  };

/** What was left undone: vacuum, numbers that end, slots, extensions, counters. */
export const maintenanceScenes: readonly Scene[] = [
  {
    name: "dead rows that nobody removes",
    area: "vacuum",
    rule: "vacuum-overdue",
    verdict: "watch",
    timeScale: 1,
    make: bySql(
      "create table jobs (id int, state text); insert into jobs select n, 'new' from generate_series(1, 50000) n",
      "vacuum analyze jobs",
      "alter table jobs set (autovacuum_enabled = off); update jobs set state = 'old'",
    ),
  },
  {
    name: "a session that holds vacuum back",
    area: "vacuum",
    rule: "vacuum-held-back",
    verdict: "watch",
    timeScale: 1,
    async make(database) {
      const clients = new Clients();
      await database.run(
        "create table jobs (id int, state text); insert into jobs select n, 'new' from generate_series(1, 50000) n",
      );
      const holder = await clients.connect(database.url, "report");
      await holder.query("begin isolation level repeatable read; select from jobs");
      await database.run("update jobs set state = 'held'");
      await database.run("vacuum jobs");
      return clients;
    },
  },
  {
    name: "a table half empty",
    area: "bloat",
    rule: "table-bloated",
    verdict: "watch",
    timeScale: 1,
    make: bySql(
      "create table holes (id int, body text); insert into holes select n, repeat('x', 900) from generate_series(1, 50000) n",
      "delete from holes where id % 10 <> 0",
      "vacuum analyze holes",
    ),
  },
  {
    name: "a table that was never frozen",
    area: "wraparound",
    rule: "table-not-frozen",
    verdict: "act",
    timeScale: 1,
    make: bySql(
      "create table old (id int); insert into old values (1)",
      `update pg_class set relfrozenxid = (((pg_snapshot_xmax(pg_current_snapshot())::text::numeric + 4294967296 - 1600000000) % 4294967296)::text)::xid where oid = 'old'::regclass;
       update pg_database set datfrozenxid = (select relfrozenxid from pg_class where oid = 'old'::regclass) where datname = current_database()`,
    ),
  },
  {
    name: "an identity that ends soon",
    area: "sequences",
    rule: "sequence-runs-out",
    verdict: "act",
    timeScale: 1,
    make: bySql(
      "create table orders (id serial primary key); select setval('orders_id_seq', 2000000000)",
    ),
  },
  {
    name: "a slot that keeps WAL for nobody",
    area: "replication",
    rule: "slot-inactive",
    verdict: "watch",
    settings: { wal_level: "logical" },
    timeScale: 1,
    async make(database) {
      await database.runAsSuperuser(
        "select pg_create_logical_replication_slot('lost', 'pgoutput')",
      );
      for (let file = 0; file < 8; file++)
        await database.runAsSuperuser(
          "select pg_logical_emit_message(false, 'fill', 'x'), pg_switch_wal()",
        );
      return {
        async [Symbol.asyncDispose]() {
          await database.runAsSuperuser("select pg_drop_replication_slot('lost')");
        },
      };
    },
  },
  {
    name: "an extension left behind by an upgrade",
    area: "extensions",
    rule: "extension-outdated",
    verdict: "watch",
    timeScale: 1,
    make: bySql("create extension pg_trgm version '1.3'"),
  },
  {
    name: "statements forgotten as fast as they come",
    area: "statistics",
    rule: "statements-forgotten",
    verdict: "watch",
    settings: { "pg_stat_statements.max": "100" },
    timeScale: 1,
    make: bySql(Array.from({ length: 1_500 }, (_, at) => `listen channel_${at}`).join(";")),
  },
];
