import { setTimeout as sleep } from "node:timers/promises";
import { Clients, running, type Scene, waiting } from "../scene.ts";

const accounts =
  "create table if not exists accounts (id int primary key, balance int); insert into accounts select n, 0 from generate_series(1, 100) n on conflict do nothing";

/** Sessions, transactions and locks that stop an application. */
export const activityScenes: readonly Scene[] = [
  {
    name: "nearly all connections taken",
    area: "connections",
    rule: "connections-run-out",
    verdict: "act",
    timeScale: 1,
    async make({ url }) {
      const clients = new Clients();
      for (let index = 0; index < 33; index++) await clients.connect(url, "api");
      return clients;
    },
  },
  {
    name: "an application that never closes",
    area: "connections",
    rule: "idle-sessions-pile-up",
    verdict: "watch",
    timeScale: 0.000_1,
    async make({ url }) {
      const clients = new Clients();
      for (let index = 0; index < 22; index++)
        await (await clients.connect(url, "leaky")).query("select 1");
      await sleep(100);
      return clients;
    },
  },
  {
    name: "idle in transaction",
    area: "transactions",
    rule: "idle-in-transaction",
    verdict: "act",
    timeScale: 0.000_2,
    async make(database) {
      const clients = new Clients();
      await database.run(accounts);
      const client = await clients.connect(database.url, "worker");
      await client.query("begin isolation level repeatable read");
      await client.query("update accounts set balance = balance + 1 where id = 1");
      await database.run("update accounts set balance = 2 where id > 1");
      await sleep(150);
      return clients;
    },
  },
  {
    name: "a report that runs for hours",
    area: "transactions",
    rule: "long-transaction",
    verdict: "watch",
    timeScale: 0.005,
    async make(database) {
      const clients = new Clients();
      const client = await clients.connect(database.url, "report");
      clients.start(client, "select count(*) from generate_series(1, 5), pg_sleep(200)");
      await running(database, "report");
      await sleep(1_600);
      return clients;
    },
  },
  {
    name: "a prepared transaction left",
    area: "transactions",
    rule: "prepared-transaction-left",
    verdict: "watch",
    timeScale: 0.005,
    async make(database) {
      await database.run(accounts);
      await database.run(
        "begin; update accounts set balance = 1 where id = 7; prepare transaction 'left''over'",
      );
      await sleep(1_600);
      return {
        async [Symbol.asyncDispose]() {
          const [left] = await database.run("select from pg_prepared_xacts");
          if (left !== undefined) await database.run("rollback prepared 'left''over'");
        },
      };
    },
  },
  {
    name: "blocked by a session that is idle in its transaction",
    area: "locks",
    rule: "blocks-others",
    verdict: "watch",
    timeScale: 0.5,
    async make(database) {
      const clients = new Clients();
      await database.run(accounts);
      const root = await clients.connect(database.url, "editor");
      await root.query("begin");
      await root.query("update accounts set balance = 1 where id = 1");
      clients.start(
        await clients.connect(database.url, "api"),
        "update accounts set balance = 2 where id = 1",
      );
      await waiting(database, 1);
      await sleep(1_100);
      return clients;
    },
  },
  {
    name: "a migration that queues everybody behind it",
    area: "locks",
    rule: "ddl-queue",
    verdict: "act",
    timeScale: 0.000_5,
    async make(database) {
      const clients = new Clients();
      await database.run(accounts);
      const reader = await clients.connect(database.url, "report");
      await reader.query("begin");
      await reader.query("select count(*) from accounts where balance > 0");
      clients.start(
        await clients.connect(database.url, "alembic"),
        "alter table accounts add column note text default 'secret word'",
      );
      await waiting(database, 1);
      for (let index = 0; index < 4; index++)
        clients.start(
          await clients.connect(database.url, "api"),
          "select * from accounts where id = 1",
        );
      await waiting(database, 5);
      await sleep(40);
      return clients;
    },
  },
  {
    name: "blocked by a prepared transaction",
    area: "locks",
    rule: "blocks-others",
    verdict: "watch",
    timeScale: 0.5,
    async make(database) {
      const clients = new Clients();
      await database.run(accounts);
      await database.run(
        "begin; update accounts set balance = 1 where id = 9; prepare transaction 'forgotten'",
      );
      clients.start(
        await clients.connect(database.url, "api"),
        "update accounts set balance = 2 where id = 9",
      );
      await waiting(database, 1);
      await sleep(1_100);
      return {
        async [Symbol.asyncDispose]() {
          await database.run("rollback prepared 'forgotten'");
          await clients[Symbol.asyncDispose]();
        },
      };
    },
  },
];
