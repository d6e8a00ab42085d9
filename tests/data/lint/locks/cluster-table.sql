-- setup
alter table users cluster on users_pkey;
-- bad
cluster tasks using tasks_status; -- finding
vacuum full users; -- finding
-- good
vacuum tasks;
vacuum (analyze) users;
-- bad
cluster; -- finding
