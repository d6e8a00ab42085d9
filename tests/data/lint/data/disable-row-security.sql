-- setup
alter table tasks enable row level security;
alter table tasks force row level security;
create policy everybody on tasks using (true);
-- bad
alter table tasks no force row level security; -- finding
alter table tasks disable row level security; -- finding
-- good
alter table users disable row level security;
alter table tasks disable row level security;
alter table tasks enable row level security;
