alter role current_user set work_mem = '64MB';
-- query
select * from events order by payload
