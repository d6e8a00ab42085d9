-- query
select count(*) from measurements where date_trunc('month', taken) = '2026-03-01'
