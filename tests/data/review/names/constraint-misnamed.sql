-- bad
-- finding public.tasks
-- finding public.notes
create table tasks (id bigint primary key, size integer constraint tasks_size_check unique);
create table notes (id bigint primary key, size integer constraint tasks_small_check check (size > 0))
-- good
create table tasks (id bigint constraint tasks_pkey primary key, size integer constraint tasks_size_check check (size > 0), check_id bigint constraint is_check unique);
create table task_notes (id bigint primary key, size integer constraint positive check (size > 0), task_id bigint constraint task_notes_fk references tasks)
