-- original
select id from orders where placed_at < '2026-02-01 00:00+00'
-- rewritten
select id from orders where placed_at <= '2026-01-31 23:59:59+00'
