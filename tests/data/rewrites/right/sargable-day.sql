-- original
select id from orders where date_trunc('day', placed_at at time zone 'UTC') = timestamp '2026-01-10'
-- rewritten
select id from orders where placed_at >= timestamptz '2026-01-10 00:00+00' and placed_at < timestamptz '2026-01-11 00:00+00'
