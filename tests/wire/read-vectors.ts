/** Where a statement that writes files would write. */
export const planted = "/tmp/neon-dba-wire-copied";

/** What got past other servers that only read, and what none of them stops. */
export const vectors: readonly string[] = [
  "commit; create table pwn1 (id int)",
  "rollback; insert into kept values (50)",
  "end; insert into kept values (52)",
  "set transaction read write; insert into kept values (53)",
  "commit; set session characteristics as transaction read write",
  "commit; reset role",
  `copy (select 1) to program 'touch ${planted}'`,
  `copy (select 1) to '${planted}'`,
  "select pg_read_file('PG_VERSION')",
  "select lo_from_bytea(0, 'x')",
  "select set_config('statement_timeout', '0', false)",
  "select pg_advisory_lock(42)",
  "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()",
  "select pg_switch_wal()",
  "select pg_import_system_collations('public')",
  "select pg_sleep(20)",
  "notify wire, 'x'",
  "listen wire",
  "with w as (insert into kept values (54) returning 1) select * from w",
  "explain analyze delete from kept",
  "select spoil()",
  "do $$ begin insert into kept values (55); end $$",
  "select nextval('counter')",
  "select setval('counter', 99)",
  "select * from kept for update",
  "create temp table t (id int)",
  "/* select */ delete from kept",
  "sElEcT 1; dElEtE from kept",
  `select U&"\\0073poil"()`,
  "select (select spoil() from kept limit 1)",
  "with d as (delete from kept returning id) select count(*) from d",
  "-- select\ndelete from kept",
];

/** A value that does more than be one, for where an expression is expected. */
export const expressions: readonly string[] = [
  "spoil()",
  "(select spoil() from kept limit 1)",
  "length(pg_read_file('/etc/passwd'))",
  "lo_export(lo_from_bytea(0, 'x'), '/tmp/neon-dba-wire-copied')",
  "(select count(pg_terminate_backend(pid))::int from pg_stat_activity)",
  "nextval('counter')::int",
  "length(set_config('role', 'cloud_admin', false))",
  "1; commit; delete from kept; select 1",
  "1); commit; delete from kept; --",
  "(with d as (delete from kept returning id) select count(*)::int from d)",
  "length(query_to_xml('delete from kept', true, true, '')::text)",
  "length(pg_ls_dir('/')::text)",
];

/** What tables and functions they speak of. */
export const readSetup = `
  create table kept (id int primary key); insert into kept select generate_series(1, 20); create sequence counter;
  create function spoil() returns int language plpgsql volatile as $$ begin delete from kept; return 1; end $$`;

/** What any of them would change, as a superuser sees it. */
export const readState = `select
  (select array_agg(id order by id) from kept) as rows, (select last_value from counter) as counter,
  (select array_agg(relname::text order by oid) from pg_class where relnamespace = 'public'::regnamespace) as relations,
  (select count(*)::int from pg_largeobject_metadata) as objects,
  (select count(*)::int from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())) as locks,
  (select count(*)::int from pg_collation) as collations`;

type Call = readonly [tool: string, args: Readonly<Record<string, unknown>>];
export type Way = (sql: string) => Call;

/** Every way in which a tool that reads has a statement of the caller executed. */
export const ways: Readonly<Record<string, Way>> = {
  run_sql: (sql) => ["run_sql", { sql }],
  "run_sql in a script": (sql) => ["run_sql", { sql: `select 1; ${sql}; select 2` }],
  "explain_query analyze": (sql) => ["explain_query", { sql, analyze: true }],
  "compare_queries original": (sql) => [
    "compare_queries",
    { original: sql, rewritten: "select 1", runs: 1 },
  ],
  "compare_queries rewritten": (sql) => [
    "compare_queries",
    { original: "select 1", rewritten: sql, runs: 1 },
  ],
  advise_indexes: (sql) => ["advise_indexes", { queries: [{ sql }] }],
  lint_migration: (sql) => ["lint_migration", { sql }],
  "export_data query": (sql) => ["export_data", { query: sql, to: { file: "out.csv" } }],
  "explain_delete where": (sql) => [
    "explain_delete",
    { table: "kept", where: `id = 1); ${sql}; --` },
  ],
  "explain_delete expression": (sql) => [
    "explain_delete",
    { table: "kept", where: `exists (${sql})` },
  ],
};

/** Each of these copies a schema first. */
export const slowWays: ReadonlySet<string> = new Set(["advise_indexes", "lint_migration"]);
