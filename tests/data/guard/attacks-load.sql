-- cross join
select count(*) from generate_series(1, 1000000) a, generate_series(1, 1000000) b
-- endless recursion
with recursive r as (select 1 as n union all select n + 1 from r) select count(*) from r
-- endless plpgsql
select app.endless()
-- regular expression
select repeat('a', 40) ~ '(((a+)+)+)+$b' from generate_series(1, 100000000)
-- large series in an aggregate
select md5(string_agg(md5(g::text), '')) from generate_series(1, 100000000) g
-- sort of everything
select g from generate_series(1, 1000000000) g order by md5(g::text)
-- deep numeric
select sum(power(1.0000001::numeric, g)) from generate_series(1, 10000000) g
