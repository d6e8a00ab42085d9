-- query
select id, title from tasks where org_id = 7 order by created_at desc limit 20
