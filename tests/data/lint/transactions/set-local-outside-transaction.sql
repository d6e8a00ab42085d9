-- bad
set local lock_timeout = '2s'; -- finding
alter table tasks add column a int;
-- good
begin;
set local lock_timeout = '2s';
alter table tasks add column a int;
commit;
-- good
set lock_timeout = '2s';
