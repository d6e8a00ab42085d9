-- bad
-- finding public.tasks
create table tasks (id bigint primary key, title text constraint given check (title is not null))
-- good
create table tasks (id bigint primary key, title text not null, body text,
  constraint either check (title is not null or body is not null), constraint both_given check (title is not null and body <> ''))
