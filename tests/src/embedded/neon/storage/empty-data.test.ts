import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { noSignal, onCompute, temporaryEngine } from "./temporary-engine.ts";
import type { TemporaryEngine } from "./temporary-engine.ts";

const MARKER = "remember-me-7f3a";

const setup = `
  create table customer (id int generated always as identity primary key, name text, tags text[]);
  create index on customer (lower(name)) where name like '${MARKER}%' is not null;
  create table purchase (id int, customer int references customer, at date, primary key (id, at))
    partition by range (at);
  create table purchase_1 partition of purchase for values from ('2020-01-01') to ('2030-01-01');
  create function deny() returns trigger language plpgsql as 'begin raise exception ''no''; end';
  create trigger deny before truncate on customer execute function deny();
  create materialized view names as select name from customer;
  create sequence counter;
  create statistics of_customer (mcv) on name, tags from customer`;

const rows = (marker: string): string => `
  insert into customer (name, tags)
    select '${marker}' || i % 7, array['${marker}', repeat('${marker}' || i, 500)] from generate_series(1, 500) i;
  insert into purchase select i, i, '2024-01-01' from generate_series(1, 100) i;
  refresh materialized view names;
  select setval('counter', 77), lo_from_bytea(0, '${marker}'::bytea);
  delete from customer where id > 400;
  analyze`;

/** Files below the folder that hold the text. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));
}

async function filled(neon: TemporaryEngine): Promise<string> {
  const { engine, run } = neon;
  const source = await engine.create(noSignal);
  await run(source, "create database neondb", "create database closed");
  // The index speaks of a marker of its own: that is schema, and stays.
  const schema = setup.replaceAll(MARKER, "schema");
  for (const database of ["neondb", "closed"])
    await onCompute(
      engine,
      source,
      async (client) => {
        await client.query(schema);
        await client.query(rows(MARKER));
      },
      database,
    );
  await run(source, "alter database closed allow_connections false");
  return source;
}

test("without rows there is nothing of them in any file, and the schema is whole", async () => {
  await using neon = await temporaryEngine();
  const { engine } = neon;
  const source = await filled(neon);
  const folder = (data: string): string => join(neon.store.root, "data", data);
  const { data } = await engine.copy({ from: source, schemaOnly: true, signal: noSignal });
  expect(filesWith(folder(source), MARKER)).not.toEqual([]);
  expect(filesWith(folder(data), MARKER)).toEqual([]);
  const facts = await onCompute(
    engine,
    data,
    async (client) => {
      const { rows: found } = await client.query(
        `select (select count(*)::int from customer) as customers, (select count(*)::int from purchase) as purchases,
          (select count(*)::int from pg_stats where schemaname = 'public') as stats,
          (select count(*)::int from pg_largeobject_metadata) as objects,
          (select ispopulated from pg_matviews) as populated,
          (select reltuples::int from pg_class where relname = 'customer') as tuples,
          nextval('counter')::int as next`,
      );
      await client.query("insert into customer (name) values ('new')");
      const { rows: ids } = await client.query("select id from customer");
      return { ...(found[0] as object), ids };
    },
    "neondb",
  );
  expect(facts).toEqual({
    customers: 0,
    purchases: 0,
    stats: 0,
    objects: 0,
    populated: false,
    tuples: -1,
    next: 1,
    ids: [{ id: 1 }],
  });
  const closed = "select datallowconn from pg_database where datname = 'closed'";
  expect(await neon.run(data, closed)).toEqual([{ datallowconn: false }]);
  const parentsTime = { time: new Date((await engine.historyStart(data)).getTime() - 1) };
  await expect(
    engine.copy({ from: data, at: parentsTime, signal: noSignal }),
  ).rejects.toMatchObject({ name: "HistoryError" });
});

test("a frozen schema and what is made of it hold no rows either, nor does the base", async () => {
  await using neon = await temporaryEngine();
  const { engine } = neon;
  const source = await filled(neon);
  const frozen = await engine.freeze({ from: source, schemaOnly: true, signal: noSignal });
  await engine.remove(source);
  const { data } = await engine.copy({ from: frozen.data, signal: noSignal });
  await onCompute(engine, data, (client) => client.query("select from customer"), "neondb");
  await engine.compute(data).suspend();
  expect(filesWith(neon.store.root, MARKER)).toEqual([]);
});
