-- original
select i.order_id, i.line from items i join orders o on o.id = i.order_id
-- rewritten
select order_id, line from items
