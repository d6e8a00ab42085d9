/** The tables that the examples are about. */
export const world = `
  create table a (x int, y text, j jsonb, r int4range, primary key (x));
  create table b (x int, s text, r int4range);
  create table p (x int) partition by range (x);
  create table stored (x int, g int generated always as (x) stored);
  create schema s;
  
  alter table b add constraint b_x foreign key (x) references a;
  create table parent (x int); create table child (x int) inherits (parent)`;

interface Example {
  /** Of the feature. */
  readonly name: string;
  /** The first version that has it. */
  readonly since: number;
  /** Needs nothing else that is new. */
  readonly sql: string;
  /** What it is about, is partitioned. */
  readonly partitioned?: boolean;
  /** Has to be there first, where the version has that. */
  readonly before?: string;
}

export const examples: readonly Example[] = [
  { name: "MERGE", since: 15, sql: "merge into a using b on a.x = b.x when matched then delete" },
  { name: "NULLS NOT DISTINCT", since: 15, sql: "create unique index on b (x) nulls not distinct" },
  { name: "NULLS NOT DISTINCT", since: 15, sql: "alter table b add unique nulls not distinct (x)" },
  { name: "SET ACCESS METHOD", since: 15, sql: "alter table b set access method heap" },
  {
    name: "SET NULL of some columns",
    since: 15,
    sql: "alter table b add foreign key (x) references a on delete set null (x)",
  },
  { name: "security_invoker", since: 15, sql: "create view v with (security_invoker) as select 1" },
  { name: "UNLOGGED sequences", since: 15, sql: "create unlogged sequence q" },
  { name: "FOR TABLES IN SCHEMA", since: 15, sql: "create publication p1 for tables in schema s" },
  {
    name: "row filters of publications",
    since: 15,
    sql: "create publication p1 for table a where (x > 1)",
  },
  { name: "column lists of publications", since: 15, sql: "create publication p1 for table a (x)" },
  { name: "GRANT on parameters", since: 15, sql: "grant set on parameter work_mem to pg_monitor" },
  { name: "STORAGE of a new column", since: 16, sql: "alter table b add y text storage external" },
  { name: "SET STORAGE DEFAULT", since: 16, sql: "alter table b alter s set storage default" },
  { name: "statistics without a name", since: 16, sql: "create statistics on x, y from a" },
  {
    name: "a subquery in FROM without a name",
    since: 16,
    sql: "create view v as select * from (select 1)",
  },
  {
    name: "GRANT role WITH INHERIT",
    since: 16,
    sql: "grant pg_monitor to current_user with inherit true",
  },
  { name: "GRANT role WITH SET", since: 16, sql: "grant pg_monitor to current_user with set true" },
  { name: "IS JSON", since: 16, sql: "create view v as select y is json from a" },
  { name: "JSON_OBJECT", since: 16, sql: "create view v as select json_object('a': 1)" },
  { name: "JSON_ARRAY", since: 16, sql: "create view v as select json_array(1, 2)" },
  {
    name: "SET EXPRESSION",
    since: 17,
    sql: "alter table stored alter g set expression as (x + 1)",
  },
  { name: "SET ACCESS METHOD DEFAULT", since: 17, sql: "alter table b set access method default" },
  {
    name: "SET STATISTICS DEFAULT",
    since: 17,
    sql: "alter table b alter x set statistics default",
  },
  {
    name: "MERGE with RETURNING",
    since: 17,
    sql: "merge into a using b on a.x = b.x when matched then delete returning a.x",
  },
  {
    name: "WHEN NOT MATCHED BY SOURCE",
    since: 17,
    sql: "merge into a using b on a.x = b.x when not matched by source then delete",
  },
  { name: "MAINTAIN", since: 17, sql: "grant maintain on a to pg_monitor" },
  {
    name: "JSON_TABLE",
    since: 17,
    sql: "create view v as select * from json_table(jsonb '[1]', '$[*]' columns (x int path '$')) t",
  },
  {
    name: "JSON_VALUE, JSON_QUERY and JSON_EXISTS",
    since: 17,
    sql: "create view v as select json_value(j, '$.a') from a",
  },
  {
    name: "exclusion constraints of partitioned tables",
    since: 17,
    sql: "create table q (x int, exclude using btree (x with =)) partition by range (x)",
  },
  {
    name: "virtual generated columns",
    since: 18,
    sql: "alter table b add g int generated always as (x) virtual",
  },
  { name: "NOT ENFORCED", since: 18, sql: "alter table b add c int check (c > 0) not enforced" },
  { name: "ENFORCED", since: 18, sql: "alter table b add c int check (c > 0) enforced" },
  { name: "NOT ENFORCED", since: 18, sql: "alter table b add check (x > 0) not enforced" },
  {
    name: "ALTER CONSTRAINT ENFORCED",
    since: 18,
    sql: "alter table b alter constraint b_x not enforced",
  },
  {
    name: "ALTER CONSTRAINT INHERIT",
    since: 18,
    sql: "alter table parent alter constraint n no inherit",
    before: "alter table parent add constraint n not null x",
  },
  {
    name: "NOT NULL as a constraint of the table",
    since: 18,
    sql: "alter table b add constraint n not null x",
  },
  { name: "WITHOUT OVERLAPS", since: 18, sql: "alter table a add unique (x, r without overlaps)" },
  {
    name: "PERIOD",
    since: 18,
    sql: "alter table b add foreign key (x, period r) references a (x, period r)",
    before: "alter table a add unique (x, r without overlaps)",
  },
  { name: "RETURNING WITH", since: 18, sql: "delete from a returning with (old as o) o.x" },
  { name: "VACUUM and ANALYZE ONLY", since: 18, sql: "analyze only a" },
  {
    name: "SET ACCESS METHOD of partitioned tables",
    since: 17,
    sql: "alter table p set access method heap",
    partitioned: true,
  },
  {
    name: "exclusion constraints of partitioned tables",
    since: 17,
    sql: "alter table p add exclude using btree (x with =)",
    partitioned: true,
  },
  {
    name: "NOT VALID foreign keys of partitioned tables",
    since: 18,
    sql: "alter table p add foreign key (x) references a not valid",
    partitioned: true,
  },
];
