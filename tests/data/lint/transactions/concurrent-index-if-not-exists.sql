-- bad
create index concurrently if not exists tasks_title on tasks (title); -- finding
-- good
drop index concurrently if exists tasks_title;
create index concurrently if not exists tasks_title on tasks (title);
create index concurrently tasks_amount on tasks (amount);
