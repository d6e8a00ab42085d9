-- original
select distinct o.customer_id, o.shipped_on from orders o
-- rewritten
select o.customer_id, o.shipped_on from orders o
