-- original
select distinct on (customer_id) customer_id, id from orders order by customer_id, placed_at desc
-- rewritten
select customer_id, id from (select customer_id, id, row_number() over (partition by customer_id order by placed_at desc) as place from orders) o where place = 1 order by customer_id
