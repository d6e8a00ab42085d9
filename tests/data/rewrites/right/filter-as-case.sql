-- original
select count(*) filter (where status = 'paid') as paid from orders
-- rewritten
select count(case when status = 'paid' then 1 end) as paid from orders
