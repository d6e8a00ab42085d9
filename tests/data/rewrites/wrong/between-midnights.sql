-- original
select id from orders where placed_at >= '2026-01-05 00:00+00' and placed_at < '2026-01-06 00:00+00'
-- rewritten
select id from orders where placed_at between '2026-01-05 00:00+00' and '2026-01-06 00:00+00'
