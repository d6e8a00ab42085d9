-- bad
-- finding public.tasks
create table tasks (title text, id int primary key)
-- good
create table tasks (id int primary key, title text);
create table pairs (a int, b int, primary key (b, a));
create table parent (title text);
create table child (id int primary key) inherits (parent)
