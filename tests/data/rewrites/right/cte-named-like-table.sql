-- original
with orders as (select * from orders where status = 'open') select id from orders
-- rewritten
select id from public.orders where status = 'open'
