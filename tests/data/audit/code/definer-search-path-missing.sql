-- bad
-- finding public.total()
create function total() returns bigint language sql security definer as 'select 1::bigint'
-- good
create function total() returns bigint language sql as 'select 1::bigint';
create function sum_of() returns bigint language sql security definer set search_path = public, pg_temp as 'select 1::bigint';
create function atomic() returns bigint language sql security definer begin atomic select 1::bigint; end
