-- bad
-- finding public.total()
create function total() returns bigint language sql security definer set search_path = public, pg_temp as 'select 1::bigint'
-- good
create function total() returns bigint language sql security definer set search_path = public, pg_temp as 'select 1::bigint';
revoke execute on function total() from public;
create function stamped() returns trigger language plpgsql security definer set search_path = public, pg_temp as 'begin return new; end';
create function plain() returns bigint language sql as 'select 1::bigint'
