-- original
select o.id, o.total from orders o where exists (select from payments p where p.order_id = o.id)
-- rewritten
select o.id, o.total from orders o join payments p on p.order_id = o.id
