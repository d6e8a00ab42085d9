-- original
select date_trunc('day', placed_at, 'Europe/Berlin') as day, count(*) as n from orders group by 1
-- rewritten
select date_trunc('day', placed_at at time zone 'Europe/Berlin') at time zone 'UTC' - interval '1 hour' as day, count(*) as n from orders group by 1
