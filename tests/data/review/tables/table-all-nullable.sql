-- bad
-- finding public.tasks
create table tasks (id bigint primary key, title text, due date)
-- good
create table tasks (id bigint primary key, title text not null, due date);
create table notes (id bigint primary key, body text);
create table members (user_id bigint, team_id bigint, primary key (user_id, team_id));
create table links (id bigint primary key, a_id bigint, b_id bigint, check (num_nonnulls(a_id, b_id) = 1))
