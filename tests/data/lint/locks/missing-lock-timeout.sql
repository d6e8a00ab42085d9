-- bad
alter table tasks add column a int; -- finding
alter table tasks add column b int;
-- bad
begin;
set local lock_timeout = '0';
alter table tasks add column a int; -- finding
commit;
-- good
set lock_timeout = '2s';
alter table tasks add column a int;
-- good
create table notes (id bigint primary key);
alter table notes add column body text;
create index concurrently on tasks (title);
-- good
begin;
select set_config('lock_timeout', '500ms', true);
alter table tasks add column a int;
commit;
