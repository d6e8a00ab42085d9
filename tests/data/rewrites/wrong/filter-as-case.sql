-- original
select count(*) filter (where status = 'paid') from orders
-- rewritten
select count(case when status = 'paid' then 1 else 0 end) from orders
