create index on tasks (created_at);
-- query
select id, title from tasks order by created_at desc limit 10
