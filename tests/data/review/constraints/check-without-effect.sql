-- bad
-- finding public.tasks
-- finding public.tasks
-- finding public.tasks
-- finding public.tasks
create table tasks (id bigint primary key, size integer, state text, priority integer, due date,
  constraint either check (size > 0 or size <= 0),
  constraint neither check (state <> 'new' or state <> 'old'),
  constraint listed check (priority in (1, 2, null)),
  constraint nothing check (due = null or true));
create table odd (id bigint primary key, n integer, constraint whole check (odd is not null))
-- good
create table tasks (id bigint primary key, size integer check (size > 0), state text check (state <> 'new' and state <> 'old'),
  priority integer check (priority in (1, 2)), due date, paid date,
  check (size > 5 or size < 3), check (due is not null or paid is not null), check (length(state) > 0))
