-- original
select id from orders where placed_at > now() - interval '7 days'
-- rewritten
select id from orders where now() - placed_at < interval '7 days'
