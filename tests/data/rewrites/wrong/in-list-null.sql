-- original
select id from items i join orders o on o.id = i.order_id where discount <> 5 or discount is null
-- rewritten
select id from items i join orders o on o.id = i.order_id where not (discount = 5)
