-- bad
alter table tasks add column next int generated always as (priority + 1) stored; -- finding
alter table tasks add column after_next int generated always as (coalesce(priority, 0) + 2) virtual not null; -- finding
-- good
alter table tasks add column next int generated always as (priority + 1) virtual;
