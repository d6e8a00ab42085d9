-- original
with paid as materialized (select * from orders where status = 'paid') select customer_id, sum(total) from paid group by customer_id
-- rewritten
select customer_id, sum(total) from orders where status = 'paid' group by 1
