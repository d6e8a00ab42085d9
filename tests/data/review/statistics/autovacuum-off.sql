-- bad
-- finding public.tasks
-- finding public.totals
create table tasks (id int primary key) with (autovacuum_enabled = off);
create materialized view totals with (autovacuum_enabled = false) as select count(*) from tasks
-- good
create table tasks (id int primary key) with (autovacuum_enabled = true, autovacuum_vacuum_scale_factor = 0.01)
