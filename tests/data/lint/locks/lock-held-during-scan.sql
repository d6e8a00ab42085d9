-- bad
begin;
alter table tasks add constraint in_range check (priority between 0 and 9) not valid;
alter table tasks validate constraint in_range; -- finding
commit;
-- bad dbmate
-- migrate:up
alter table tasks add column owner bigint;
create index users_name on users (name); -- finding
-- good
begin;
alter table tasks add constraint in_range check (priority between 0 and 9) not valid;
commit;
begin;
alter table tasks validate constraint in_range;
commit;
