alter role current_user set work_mem = '64kB';
-- query
select count(note) from readings where sensor = 3
