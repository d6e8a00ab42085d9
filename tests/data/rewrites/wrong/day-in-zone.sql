-- original
select id from orders where placed_at >= timestamptz '2026-01-10 00:00+01' and placed_at < timestamptz '2026-01-11 00:00+01'
-- rewritten
select id from orders where (placed_at at time zone 'UTC')::date = date '2026-01-10'
