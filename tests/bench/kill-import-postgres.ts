import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { findInstallation } from "../../src/embedded/installation.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { importAndKill } from "../src/data/postgres/kill-import-database.ts";
import { print, timed } from "./figures.ts";

/**
 * kill -9 of an import of a whole database at random moments after it has begun to write, until it has come to its end, over and over.
 * Then every table is compared by its sums, and keys, sequences and triggers by what they do. `npm run bench -- kill-import-postgres [KILLS]`.
 */
const kills = Number(process.argv[2] ?? 50);
const PART_BLOCKS = 128;
/** How far a killed import had come. */
const PHASE = `
  select case when to_regclass('neon_dba.database_import') is null then 'before' else
    (xpath('/row/phase/text()', query_to_xml('select case when exists (select from neon_dba.database_import_part where done_at is null) then ''rows''
      when exists (select from neon_dba.database_import where ended_at is null) then ''keys'' else ''comparing'' end as phase', false, true, '')))[1]::text end as phase`;

const SOURCE = `
  create table large (id int primary key, v text); alter table large alter v set storage plain;
  insert into large select i, repeat(md5(i::text), 120) from generate_series(1, 3000) i;
  create table huge (id uuid primary key, v bytea); alter table huge alter v set storage external;
  insert into huge select md5(i::text)::uuid, decode(repeat(md5(i::text), 20000), 'hex') from generate_series(1, 20) i;
  create table users (id int generated always as identity primary key, name text not null unique);
  insert into users (name) select 'n' || i from generate_series(1, 3000) i;
  create table tasks (id bigserial primary key, user_id int not null references users, title text, note text);
  create index on tasks (user_id); create index on tasks (lower(title));
  insert into tasks (user_id, title, note) select 1 + i % 3000, 't' || i, repeat('x', 200) from generate_series(1, 30000) i;
  create table changes (at timestamptz default clock_timestamp());
  create function note() returns trigger language plpgsql as 'begin insert into public.changes default values; return new; end';
  create trigger note after insert on tasks for each row execute function note();
  create table no_key (n int); insert into no_key select i % 100 from generate_series(1, 20000) i`;

const TABLES = ["large", "huge", "users", "tasks", "changes", "no_key"];
const SUMS = TABLES.map(
  (table) =>
    `select '${table}' as name, count(*)::text as rows, coalesce(sum(hashtextextended(t::text, 0)), 0)::text as hash from ${table} t`,
)
  .join(" union all ")
  .concat(" order by 1");
const OBJECTS = `
  select 'constraint ' || conname as name, pg_get_constraintdef(oid) as text from pg_constraint where connamespace = 'public'::regnamespace
  union all select 'index ' || indexname, indexdef from pg_indexes where schemaname = 'public'
  union all select 'trigger ' || tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
  union all select 'sequence ' || sequencename, last_value::text from pg_sequences where schemaname = 'public' order by 1`;

const home = temporaryHome();
const cluster = await startCluster(home, await findInstallation(home));
const urlOf = (database: string): string => cluster.url.replace(/\/postgres$/, `/${database}`);

async function run(database: string, ...statements: readonly string[]): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: urlOf(database) });
  await client.connect();
  let rows: unknown[] = [];
  for (const sql of statements) ({ rows } = await client.query(sql));
  await client.end();
  return rows;
}

/** Starting takes longer than all that matters: resolves when the import is connected to the target. */
async function begun(ended: Promise<unknown>): Promise<void> {
  let over = false;
  void ended.then(() => (over = true));
  const client = new pg.Client({ connectionString: urlOf("target") });
  await client.connect();
  for (let reached = false; !over && !reached; await sleep(2)) {
    const { rows } = await client.query<{ reached: boolean }>(
      "select exists (select from pg_stat_activity where datname = 'target' and pid <> pg_backend_pid()) as reached",
    );
    reached = rows[0]?.reached === true;
  }
  await client.end();
}

const once = (when: (ended: Promise<unknown>) => Promise<void>): Promise<boolean> =>
  importAndKill({
    source: urlOf("source"),
    target: urlOf("target"),
    partBlocks: PART_BLOCKS,
    when,
  });
const anew = (): Promise<unknown> =>
  run("postgres", "drop database if exists target with (force)", "create database target");

let [killed, imports, wrong] = [0, 0, 0];
const phases: Record<string, number> = { before: 0, rows: 0, keys: 0, comparing: 0 };
try {
  await run("postgres", "create database source");
  await run("source", SOURCE, "truncate changes", "vacuum analyze");
  const expected = JSON.stringify([await run("source", SUMS), await run("source", OBJECTS)]);
  // how long one takes that nobody kills
  let spanMs = 0;
  await anew();
  await once(async (ended) => {
    await begun(ended);
    ({ ms: spanMs } = await timed(() => ended));
  });
  while (killed < kills) {
    await anew();
    for (;;) {
      const isLast = killed >= kills;
      const wasKilled = await once(async (ended) => {
        if (isLast) return void (await ended);
        await begun(ended);
        await sleep(Math.random() * spanMs);
      });
      if (!wasKilled) break;
      killed += 1;
      const [at] = (await run("target", PHASE)) as { phase: string }[];
      phases[at?.phase ?? ""] = (phases[at?.phase ?? ""] ?? 0) + 1;
    }
    imports += 1;
    const got = JSON.stringify([await run("target", SUMS), await run("target", OBJECTS)]);
    if (got === expected) continue;
    wrong += 1;
    process.stderr.write(`expected ${expected}\ngot      ${got}\n`);
  }
} finally {
  await cluster.stop();
}
print("killed imports of a database", {
  import_data: { kills: killed, imports, "not equal": wrong },
  "had come to": phases,
});
