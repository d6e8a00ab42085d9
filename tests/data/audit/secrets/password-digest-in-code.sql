-- bad
-- finding public.kept()
-- finding public.same(password text)
create function same(password text) returns text language sql as 'select md5(password)';
create function kept() returns trigger language plpgsql as $$ begin new.password_hash := md5(new.password); return new; end $$
-- good
create function sum_of(body text) returns text language sql as 'select md5(body)'
