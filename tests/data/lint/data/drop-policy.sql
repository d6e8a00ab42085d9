-- setup
alter table tasks enable row level security;
create policy everybody on tasks using (true);
create policy small on tasks as restrictive using (amount < 100);
-- bad
drop policy small on tasks; -- finding
drop policy everybody on tasks; -- finding
-- good
begin;
drop policy everybody on tasks;
create policy everybody on tasks using (status = 'open');
commit;
