-- bad
alter system set work_mem = '64MB'; -- finding
copy tasks to '/tmp/tasks.csv'; -- finding
load 'auto_explain'; -- finding
-- good
alter role current_user set work_mem = '64MB';
create extension if not exists pg_trgm;
