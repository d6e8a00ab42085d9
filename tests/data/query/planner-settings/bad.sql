alter role current_user set enable_hashjoin = off;
-- query
select count(*) from tasks
