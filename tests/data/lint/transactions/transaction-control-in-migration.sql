-- bad dbmate
-- migrate:up
begin; -- finding
alter table tasks add column a int;
commit;
-- good
begin;
alter table tasks add column a int;
commit;
-- good dbmate
-- migrate:up
alter table tasks add column a int;
savepoint s;
