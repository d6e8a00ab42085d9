-- bad
-- finding public.same(text)
reset role;
create function same(text) returns boolean language plpgsql leakproof as $$ begin raise notice '%', $1; return true; end $$
-- good
create function same(text) returns boolean language plpgsql as $$ begin return true; end $$
