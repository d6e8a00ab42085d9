-- original
select o.id, p.id from orders o join payments p on p.order_id = o.id order by o.id limit 3
-- rewritten
select o.id, p.id from (select * from orders order by id limit 3) o join payments p on p.order_id = o.id order by o.id
