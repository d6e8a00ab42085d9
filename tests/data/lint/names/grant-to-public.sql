-- bad
grant select on tasks to public; -- finding
-- good
grant select on tasks to pg_monitor;
grant execute on function double(int) to public;
