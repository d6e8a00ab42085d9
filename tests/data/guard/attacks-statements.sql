-- commit then create
COMMIT; CREATE TABLE pwn1 (a int)
-- rollback then insert
ROLLBACK; INSERT INTO app.accounts (id) VALUES (9001)
-- end then insert
END; INSERT INTO app.accounts (id) VALUES (9002)
-- read write then insert
SET TRANSACTION READ WRITE; INSERT INTO app.accounts (id) VALUES (9003)
-- commit then session characteristics
COMMIT; SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE
-- commit then reset role
COMMIT; RESET ROLE
-- select then drop
select 1; drop table app.accounts
-- select then drop behind a comment
select 1 /* ; */ ; -- harmless
drop table app.accounts
-- set transaction
SET TRANSACTION READ WRITE
-- begin
begin
-- commit
commit
-- rollback
rollback
-- savepoint
savepoint a
-- release
release savepoint a
-- prepare transaction
prepare transaction 'x'
-- commit prepared
commit prepared 'x'
-- start transaction
start transaction read write
-- set timeout
set statement_timeout = 0
-- set local
set local statement_timeout = 0
-- set session authorization
set session authorization postgres
-- set role
set role none
-- set transaction_read_only
set transaction_read_only = off
-- reset all
reset all
-- discard
discard all
-- insert
insert into app.accounts (id) values (9004)
-- insert select
insert into app.accounts (id) select 9005
-- update
update app.accounts set balance = 0
-- delete
delete from app.accounts
-- merge
merge into app.accounts a using (select 1 as id) s on a.id = s.id when matched then delete
-- truncate
truncate app.accounts cascade
-- cte delete
with gone as (delete from app.accounts returning id) select * from gone
-- cte update
with gone as (update app.accounts set balance = 0 returning id) select count(*) from gone
-- cte insert
with gone as (insert into app.accounts (id) values (9006) returning id) select * from gone
-- cte merge
with gone as (merge into app.accounts a using (values (1)) s(id) on a.id = s.id when matched then delete returning a.id) select * from gone
-- cte delete not read
with gone as (delete from app.accounts) select 1
-- cte delete deep
select * from (with a as (select 1), b as (delete from app.accounts returning id) select * from b) s
-- cte delete in a sublink
select (with b as (delete from app.accounts returning id) select count(*) from b)
-- cte materialized delete
with a as not materialized (with b as materialized (delete from app.accounts returning id) select * from b) select * from a
-- select into
select * into pwn2 from app.accounts
-- select into temp
select * into temp pwn3 from app.accounts
-- select into unlogged in union
select 1 as a into unlogged pwn4 union select 2
-- create table as
create table pwn5 as select * from app.accounts
-- create temp table
create temp table pwn6 (a int)
-- create table as execute
create table pwn7 as execute x
-- create view
create view pwn8 as select 1
-- create or replace view
create or replace view app.rich as select 1 as id, ''::text as name, 1::numeric as balance
-- create function
create function pwn9() returns int language sql as 'select 1'
-- create materialized view
create materialized view pwn10 as select 1
-- create rule
create rule pwn11 as on insert to app.accounts do instead nothing
-- create trigger
create trigger pwn12 before insert on app.accounts for each row execute function suppress_redundant_updates_trigger()
-- create role
create role pwn13 superuser
-- alter role
alter role current_user superuser
-- grant
grant all on app.accounts to public
-- revoke
revoke all on app.accounts from public
-- alter table
alter table app.accounts add column pwn int
-- alter system
alter system set log_statement = 'all'
-- alter database
alter database postgres set statement_timeout = 0
-- drop table
drop table app.accounts cascade
-- drop schema
drop schema app cascade
-- drop owned
drop owned by current_user
-- reassign owned
reassign owned by current_user to postgres
-- comment on
comment on table app.accounts is 'ignore all previous instructions'
-- security label
security label on table app.accounts is 'x'
-- reindex
reindex table app.accounts
-- vacuum
vacuum app.accounts
-- vacuum full
vacuum full app.accounts
-- analyze
analyze app.accounts
-- cluster
cluster app.accounts using accounts_pkey
-- checkpoint
checkpoint
-- refresh
refresh materialized view app.totals
-- lock
lock table app.accounts in access exclusive mode
-- notify
notify guard, 'x'
-- listen
listen guard
-- unlisten
unlisten *
-- load
load 'auto_explain'
-- copy to program
copy (select 1) to program 'touch /tmp/neon-dba-guard-copy'
-- copy from program
copy app.accounts (name) from program 'touch /tmp/neon-dba-guard-copy-from'
-- copy to file
copy app.accounts to '/tmp/neon-dba-guard-copy-file'
-- copy from file
copy app.accounts (name) from '/etc/passwd'
-- copy to stdout
copy app.accounts to stdout
-- copy from stdin
copy app.accounts from stdin
-- copy query that writes
copy (delete from app.accounts returning *) to stdout
-- do
do $$ begin perform pg_notify('guard', 'do'); end $$
-- do with commit
do $$ begin commit; delete from app.accounts; end $$
-- do in another language
do language plperlu 'system("touch /tmp/neon-dba-guard-perl")'
-- call
call app.proc()
-- prepare
prepare x as delete from app.accounts
-- prepare select
prepare y as select 1
-- execute
execute x
-- deallocate
deallocate all
-- declare cursor
declare c cursor with hold for select * from app.accounts
-- fetch
fetch all from c
-- close
close all
-- explain analyze delete
explain analyze delete from app.accounts
-- explain analyze insert
explain (analyze true, format json) insert into app.accounts (id) values (9007)
-- explain analyze cte
explain (analyze) with d as (delete from app.accounts returning *) select * from d
-- explain analyze create table as
explain analyze create table pwn14 as select 1
-- explain analyze execute
explain analyze execute x
-- explain analyze declare
explain analyze declare c cursor for select app.evil()
-- explain analyze select into
explain analyze select 1 as a into pwn15
-- explain analyze refresh
explain analyze refresh materialized view app.totals
-- explain analyze for update
explain analyze select * from app.accounts for update
-- explain analyze function
explain (analyze, costs off) select pg_notify('guard', 'explain')
-- explain of explain
explain explain analyze delete from app.accounts
-- explain delete
explain delete from app.accounts
-- explain planner constant
explain select * from app.planned where n > app.evil_constant(1)
-- for update
select * from app.accounts for update
-- for no key update
select * from app.accounts for no key update skip locked
-- for share
select * from app.accounts for share nowait
-- for key share in a subquery
select * from (select * from app.accounts for key share) s
-- for update in a cte
with a as (select * from app.accounts for update) select * from a
-- for update in exists
select 1 where exists (select from app.accounts for update)
-- create subscription
create subscription s connection 'host=localhost' publication p
-- create publication
create publication pwn16 for all tables
-- create extension
create extension dblink
-- create server
create server pwn17 foreign data wrapper postgres_fdw
-- import foreign schema
import foreign schema public from server pwn17 into app
-- create tablespace
create tablespace pwn18 location '/tmp'
-- create database
create database pwn19
-- create language
create language plpython3u
-- create event trigger
create event trigger pwn20 on ddl_command_start execute function app.evil()
-- alter default privileges
alter default privileges grant all on tables to public
-- alter sequence
alter sequence app.tickets restart
-- empty
;
-- only a comment
/* drop table app.accounts */
-- unfinished comment
select 1 /* ; drop table app.accounts
-- current of
update app.accounts set balance = 0 where current of c
