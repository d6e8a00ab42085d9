-- bad
alter table tasks enable row level security; -- finding
-- good
begin;
alter table tasks enable row level security;
create policy everybody on tasks using (true);
commit;
