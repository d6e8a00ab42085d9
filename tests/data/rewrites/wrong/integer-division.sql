-- original
select id, quantity / 2.0 as half from orders
-- rewritten
select id, (quantity / 2)::numeric as half from orders
