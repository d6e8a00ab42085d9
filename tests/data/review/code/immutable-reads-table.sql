-- bad
-- finding public.rate(code text)
create table rates (code text primary key, rate numeric);
create function rate(code text) returns numeric immutable language sql as 'select r.rate from rates r where r.code = $1'
-- good
create table rates (code text primary key, rate numeric);
create function rate(code text) returns numeric stable language sql as 'select r.rate from rates r where r.code = $1';
create function twice(rates numeric) returns numeric immutable language sql as 'with rates as (select $1 as rate) select rate * 2 from rates';
create function parts(text) returns setof text immutable language sql as 'select unnest(string_to_array($1, '','')) '
