-- query
select count(*) from measurements where taken >= '2026-03-01' and taken < '2026-04-01'
