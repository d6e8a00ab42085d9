-- bad
-- finding public.count_of(t text)
create function count_of(t text) returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare n bigint; begin execute 'select count(*) from ' || t into n; return n; end $$
-- bad
-- finding public.count_of(t text)
create function count_of(t text) returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare n bigint; begin execute format('select count(*) from %s', t) into n; return n; end $$
-- good
create function count_of(t text) returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare n bigint; begin execute format('select count(*) from %I where id = %L', t, 1) into n; execute 'select count(*) from ' || quote_ident(t) into n; execute 'select 1' into n; return n; end $$
