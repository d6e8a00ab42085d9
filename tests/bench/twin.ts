import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { readConfig } from "../../src/config.ts";
import { Redactor } from "../../src/core/redact.ts";
import type { Twin } from "../../src/core/twin.ts";
import { openDeps } from "../../src/deps/open-deps.ts";
import type { OpenDeps } from "../../src/deps/open-deps.ts";
import { createEmbedded } from "../../src/embedded/embedded.ts";
import { findInstallation } from "../../src/embedded/installation.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { median, print, timed } from "./figures.ts";
import { memoryPlans } from "../helpers/deps.ts";

/**
 * The planner twin: how long it takes to make one of a small schema and of 375 tables with 900 indexes, and to take a kept one again;
 * what it plans, makes and shows in a second; and a table of 1 TB. `npm run bench -- twin [rounds]`.
 */
const rounds = Number(process.argv[2] ?? 1_000);

const plain = temporaryHome();
const cluster = await startCluster(plain, await findInstallation(plain));
const home = mkdtempSync(join(tmpdir(), "neon-dba-bench-"));
const signal = new AbortController().signal;

async function database(name: string, script: string): Promise<{ url: string; client: pg.Client }> {
  const admin = new pg.Client({ connectionString: cluster.url });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = cluster.url.replace(/\/postgres$/, `/${name}`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(script);
  await client.query("vacuum analyze");
  return { url, client };
}

function depsOn(url: string): OpenDeps {
  const config = readConfig([], { DATABASE_URL: url, NEON_DBA_HOME: home });
  return openDeps(config, new Redactor(), () => {}, memoryPlans());
}

/** Opens the twin and gives it back; a twin that is kept is taken. */
async function take(deps: OpenDeps): Promise<number> {
  const { result, ms } = await timed(() => deps.twin({ signal }));
  if (result.missing.length > 0) throw new Error(JSON.stringify(result.missing.slice(0, 5)));
  await result[Symbol.asyncDispose]();
  return ms;
}

const small = await database(
  "small",
  `create table customers (id int primary key, name text, region text);
   create table orders (id bigint primary key, customer_id int not null references customers, status text not null,
     total numeric, created_at timestamptz, tags text[]);
   insert into customers select i, 'c' || i, 'r' || i % 7 from generate_series(1, 5000) i;
   insert into orders select i, 1 + i % 5000, case when i % 97 = 0 then 'open' else 'done' end, i % 1000,
       now() - i * interval '10 min', array['t' || i % 50] from generate_series(1, 100000) i;
   create index on orders (customer_id)`,
);
const tables = Array.from({ length: 375 }, (_, at) => `t${at}`);
const large = await database(
  "large",
  tables
    .map(
      (
        name,
        at,
      ) => `create table ${name} (id bigint primary key, a int not null, b text, c timestamptz default now(),
        d numeric check (d >= 0), e jsonb, parent bigint ${at === 0 ? "" : `references t${at - 1}`});
      insert into ${name} select i, i % 10, 'b' || i % 20, now(), i, '{}', null from generate_series(1, 100) i;
      create index on ${name} (a, c); ${at % 5 < 2 ? `create index on ${name} (b);` : ""}`,
    )
    .join("\n"),
);

await depsOn(small.url).session({ intent: "read", signal });
// The cluster for shadows and twins is made once in a home.
await (await depsOn(small.url).shadow(signal))[Symbol.asyncDispose]();
const build = async (url: string): Promise<number> => {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const deps = depsOn(url);
    times.push(await take(deps));
    await deps.close();
  }
  return median(times);
};
const [deps, largeDeps] = [depsOn(small.url), depsOn(large.url)];
print("making a twin (ms)", {
  "2 tables": { ms: await build(small.url) },
  "375 tables, 900 indexes": { ms: await build(large.url) },
});
await take(deps);
await take(largeDeps);
const again = { ms: await take(largeDeps) };
await large.client.query(
  "insert into t7 select i, 1, 'x' from generate_series(1000, 3000) i; analyze t7",
);
print("taking a kept one (ms)", {
  "2 tables, nothing has changed": { ms: await take(deps) },
  "375 tables, nothing has changed": again,
  "375 tables, one was analyzed": { ms: await take(largeDeps) },
});

async function perSecond(count: number, work: (at: number) => Promise<unknown>): Promise<number> {
  const { ms } = await timed(async () => {
    for (let at = 0; at < count; at += 1) await work(at);
  });
  return (count / ms) * 1000;
}

await using twin = await deps.twin({ signal });
const explain = "explain (format json) select * from orders where customer_id = ";
const create = (at: number): string =>
  `create index on orders (${["status, created_at", "total", "created_at"][at % 3]})`;
const drop = async (made: Awaited<ReturnType<Twin["createIndexes"]>>): Promise<void> =>
  twin.dropIndexes(
    made.flatMap((index) => ("name" in index && !(index instanceof Error) ? index.name : [])),
  );
await perSecond(rounds / 5, (at) => twin.session.query(explain + at));
// The first loads the parser, and opens the session that makes indexes.
await perSecond(10, async (at) => drop(await twin.createIndexes([create(at)])));
const rates: Record<string, { "per second": number }> = {
  "EXPLAIN of a simple statement": {
    "per second": await perSecond(rounds, (at) => twin.session.query(explain + at)),
  },
  "create and drop, one by one": {
    "per second": await perSecond(rounds / 10, async (at) =>
      drop(await twin.createIndexes([create(at)])),
    ),
  },
  "create and drop, GIN, one by one": {
    "per second": await perSecond(rounds / 10, async () =>
      drop(await twin.createIndexes(["create index on orders using gin (tags)"])),
    ),
  },
  "create and drop, 100 at once": {
    "per second":
      100 *
      (await perSecond(rounds / 200, async () =>
        drop(await twin.createIndexes(Array.from({ length: 100 }, (_, at) => create(at)))),
      )),
  },
};
const made = await twin.createIndexes(Array.from({ length: 20 }, (_, at) => create(at)));
const names = made.flatMap((index) =>
  "name" in index && !(index instanceof Error) ? index.name : [],
);
rates["show another set of five"] = {
  "per second": await perSecond(rounds, (at) =>
    twin.show(names.filter((_, of) => (of + at) % 4 === 0)),
  ),
};
rates["show another set, and EXPLAIN"] = {
  "per second": await perSecond(rounds, async (at) => {
    await twin.show(names.filter((_, of) => (of + at) % 4 === 0));
    await twin.session.query(explain + at);
  }),
};
print("rates", rates);

const size = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce(
      (sum, { parentPath, name }) =>
        sum + (statSync(join(parentPath, name), { throwIfNoEntry: false })?.blocks ?? 0) * 512,
      0,
    );
await twin.dropIndexes(names);
const before = size(home);
const bytes = twin.relations.find(({ name }) => name === "orders")?.bytes ?? 1;
const factor = Math.ceil(2 ** 40 / bytes);
const scaled = await timed(() => twin.scale(factor));
print("1 TB", {
  "scale (ms)": { value: scaled.ms },
  "EXPLAIN (ms), the first": { value: (await timed(() => twin.session.query(`${explain}1`))).ms },
  "EXPLAIN (ms), the second": { value: (await timed(() => twin.session.query(`${explain}2`))).ms },
  "create an index (ms)": { value: (await timed(() => twin.createIndexes([create(0)]))).ms },
  "bytes of disk": { value: size(home) - before },
  "table (GB)": {
    value: (twin.relations.find(({ name }) => name === "orders")?.bytes ?? 0) / 2 ** 30,
  },
});

await twin[Symbol.asyncDispose]();
for (const open of [deps, largeDeps]) await open.close();
for (const { client } of [small, large]) await client.end();
await cluster.stop();
await createEmbedded({ home }).destroy();
rmSync(home, { recursive: true, force: true });
process.exit();
