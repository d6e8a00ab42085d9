alter role current_user set work_mem = '4MB';
-- query
select count(note) from readings where sensor = 3
