alter role current_user set work_mem = '64MB';
-- query
select count(*) from events a join events b using (payload)
