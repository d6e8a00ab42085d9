-- bad
create function secret() returns bigint language sql security definer as 'select count(*) from public.users'; -- finding
-- good
create function secret() returns bigint language sql security definer set search_path = public, pg_temp as 'select count(*) from users';
create function plain() returns bigint language sql as 'select count(*) from users';
create function later() returns bigint language sql security definer as 'select count(*) from public.users';
alter function later() set search_path = pg_catalog, pg_temp;
