-- original
select status from orders order by customer_id limit 2
-- rewritten
select status from orders order by customer_id, id limit 2
