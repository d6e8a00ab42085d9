-- original
select id from orders intersect select order_id from payments
-- rewritten
select o.id from orders o join payments p on p.order_id = o.id
