-- bad
begin; -- finding
alter table tasks add column a int;
-- good
begin;
alter table tasks add column a int;
commit;
-- good
alter table tasks add column a int;
