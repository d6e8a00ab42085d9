-- original
select id from (select id, rank() over (partition by customer_id order by quantity desc) as place from orders) r where place = 1
-- rewritten
select id from (select id, row_number() over (partition by customer_id order by quantity desc) as place from orders) r where place = 1
