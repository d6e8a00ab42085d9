-- setup
create table boxes (id bigint primary key, w int, area int generated always as (w * w) stored);
-- bad
alter table boxes alter column area set expression as (w * w * w); -- finding
-- good
alter table boxes add column side int generated always as (w + 1) virtual;
alter table boxes alter column side set expression as (w + 2);
