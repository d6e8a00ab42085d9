create index on tasks (title text_pattern_ops);
-- query
select id from tasks where title like 'task c4ca4238%'
