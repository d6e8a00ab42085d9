-- original
select id from orders where status = 'open' or status = 'paid'
-- rewritten
select id from orders where status in ('open', 'paid')
