alter role current_user set work_mem = '256kB';
-- query
select * from events order by payload
