-- original
select p.name from products p where exists (select from items i where i.product_id = p.id and i.line = 1 and i.order_id < 11)
-- rewritten
select p.name from products p join items i on i.product_id = p.id where i.line = 1 and i.order_id < 11
