-- bad
begin;
alter table tasks add column a int;
begin; -- finding
alter table tasks add column b int;
commit;
commit; -- finding
-- good
begin;
savepoint s;
alter table tasks add column a int;
release savepoint s;
commit;
begin;
commit;
