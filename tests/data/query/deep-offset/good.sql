-- query
select id, title from tasks where (created_at, id) > ('2026-01-11 10:00', 15000) order by created_at, id limit 20
