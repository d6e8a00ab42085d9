-- bad
begin;
alter table tasks add column a int;
alter table users add column b int; -- finding
commit;
-- good
begin;
alter table tasks add column a int;
alter table tasks alter column a set default 1;
create table notes (id bigint primary key);
alter table notes add column body text;
commit;
begin;
alter table users add column b int;
commit;
