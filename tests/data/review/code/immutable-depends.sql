-- bad
-- finding public.age_of(born date)
-- finding public.tenant()
-- finding public.today()
create function age_of(born date) returns integer immutable language sql as 'select extract(year from age(now(), born))::integer';
create function tenant() returns text immutable language plpgsql as $$ begin return current_setting('app.tenant', true); end $$;
create function today() returns date immutable language sql return current_date
-- good
create function age_of(born date, today date) returns integer immutable language sql as 'select extract(year from age(today, born))::integer';
create function tenant() returns text stable language plpgsql as $$ begin return current_setting('app.tenant', true); end $$;
create function full_name(first text, last text) returns text immutable language sql as $$ select concat_ws(' ', first, last) $$;
create function is_now(text) returns boolean immutable language sql as $$ select $1 = 'now()' $$
