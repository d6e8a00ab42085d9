-- @pair policies
create table t (id int, owner text);
alter table t enable row level security;
create policy one on t using (owner = current_user);
create policy two on t for select using (true);
create policy three on t as restrictive for insert with check (id > 0);
-- @to
create table t (id int, owner text);
alter table t enable row level security;
create policy one on t to public using (id > 0) with check (id > 1);
create policy three on t as permissive for insert with check (id > 0);
create policy four on t for update to current_user using (id = 1) with check (id = 2);
comment on policy one on t is 'x';

-- @pair policies that call functions
create table t (id int, owner text);
create function me() returns text language sql stable as 'select current_user::text';
create policy one on t using (owner = me());
-- @to
create table t (id int, owner text);
create function me() returns name language sql stable as 'select current_user';
create policy one on t using (owner = me());
create table members (id int);
create policy two on t using (exists (select from members m where m.id = t.id));

-- @pair privileges
-- @roles difference_reader, difference_writer
create table t (a int, b int);
create sequence s;
create function f() returns int language sql as 'select 1';
create schema app;
create type mood as enum ('x');
grant select on t to difference_reader;
grant update (a) on t to difference_writer;
grant insert on t to difference_writer with grant option;
grant usage on schema app to difference_reader;
revoke execute on function f() from public;
-- @to
create table t (a int, b int);
create sequence s;
create function f() returns int language sql as 'select 1';
create schema app;
create type mood as enum ('x');
grant select, insert on t to difference_reader with grant option;
grant update (b) on t to difference_writer;
grant usage on sequence s to difference_reader;
grant create on schema app to difference_writer;
revoke usage on type mood from public;
grant execute on function f() to difference_reader;

-- @pair privileges that were passed on
-- @roles difference_reader, difference_writer
create table t (a int);
grant select on t to difference_reader with grant option;
set role difference_reader;
grant select on t to difference_writer;
reset role;
-- @to
create table t (a int);
grant select on t to difference_reader;

-- @pair default privileges
-- @roles difference_reader, difference_writer
create schema app;
alter default privileges grant select on tables to difference_reader;
alter default privileges in schema app grant execute on functions to difference_reader;
alter default privileges revoke execute on functions from public;
create table t (a int);
-- @to
create schema app;
alter default privileges grant insert on tables to difference_writer;
alter default privileges in schema app grant usage on sequences to difference_reader;
create table t (a int);
create table app.u (id serial);
create function f() returns int language sql as 'select 1';

-- @pair owners
-- @roles difference_reader, difference_writer
create schema app;
create table t (id serial primary key);
create table app.u (a int);
create function f() returns int language sql as 'select 1';
create view v as select 1 as a;
alter table app.u owner to difference_reader;
alter function f() owner to difference_writer;
-- @to
create schema app;
create table t (id serial primary key);
create table app.u (a int);
create function f() returns int language sql as 'select 1';
create view v as select 1 as a;
create type mood as enum ('x');
create statistics st on (a), (a + 1) from app.u;
alter table t owner to difference_reader;
alter table app.u owner to difference_writer;
alter view v owner to difference_writer;
alter schema app owner to difference_reader;
alter type mood owner to difference_reader;
grant select on t to difference_writer;

-- @pair what is made anew keeps its privileges
-- @roles difference_reader, difference_writer
create table t (a int, b text);
create view v as select a, b from t;
create function f(a int) returns int language sql as 'select a';
grant select on v to difference_reader;
grant update (b) on v to difference_writer;
alter view v owner to difference_writer;
revoke execute on function f(int) from public;
-- @to
create table t (a bigint, b text);
create view v as select a, b from t;
create function f(b int) returns int language sql as 'select b';
grant select on v to difference_reader;
grant update (b) on v to difference_writer;
alter view v owner to difference_writer;
revoke execute on function f(int) from public;

-- @pair privileges on columns of a view that gets another owner
-- @roles difference_reader, difference_writer
create table t (a int, b text);
create view v as select a, b from t;
grant update (b) on v to difference_writer;
alter view v owner to difference_writer;
-- @to
create table t (a int, b text, c int);
create view v with (security_barrier) as select a, b, c from t where c > 0;
