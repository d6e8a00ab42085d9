alter role current_user set work_mem = '256kB';
alter role current_user set enable_mergejoin = off;
-- query
select count(*) from events a join events b using (payload)
