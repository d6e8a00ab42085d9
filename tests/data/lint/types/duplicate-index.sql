-- bad
create index tasks_status_2 on tasks (status); -- finding
create table notes (id bigint primary key, user_id bigint, day date);
create index notes_user on notes (user_id); -- finding
create index notes_user_day on notes (user_id, day);
-- good
create unique index tasks_status_id on tasks (status, id);
drop index tasks_status;
create index tasks_title on tasks (title) where status = 'open';
create index tasks_title_all on tasks (title);
create index tasks_title_pattern on tasks (title text_pattern_ops);
