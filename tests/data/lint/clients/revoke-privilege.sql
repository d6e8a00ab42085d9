-- setup
grant select on tasks to pg_monitor;
-- bad
revoke select on tasks from pg_monitor; -- finding
-- good
revoke update on users from pg_monitor;
