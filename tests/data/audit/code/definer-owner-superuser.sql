-- bad
-- finding public.total()
reset role;
create function total() returns bigint language sql security definer set search_path = public, pg_temp as 'select 1::bigint'
-- good
create function total() returns bigint language sql security definer set search_path = public, pg_temp as 'select 1::bigint';
reset role;
create function plain() returns bigint language sql as 'select 1::bigint'
