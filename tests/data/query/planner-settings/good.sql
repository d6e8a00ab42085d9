-- query
select count(*) from tasks
