-- bad
begin;
lock table tasks in share mode; -- finding
lock table users; -- finding
commit;
-- good
begin;
lock table tasks in row exclusive mode;
create table notes (id bigint primary key);
lock table notes;
commit;
