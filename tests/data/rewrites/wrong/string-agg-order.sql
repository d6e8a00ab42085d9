-- original
select customer_id, string_agg(status, ',' order by id) from orders group by customer_id
-- rewritten
select customer_id, string_agg(status, ',') from orders group by customer_id
