-- original
select status, customer_id, count(*) from orders group by grouping sets ((status), (customer_id))
-- rewritten
select status, null::int, count(*) from orders group by status union all select null, customer_id, count(*) from orders group by customer_id
