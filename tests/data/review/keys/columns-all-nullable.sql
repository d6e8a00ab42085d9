-- bad
-- finding public.tasks
create table tasks (id int primary key, title text, at date)
-- good
create table tasks (id int primary key, title text not null, at date);
create table pairs (a int, b int, c int, primary key (a, b));
create table notes (id int primary key, note text)
