-- setup
create table tasks (id int primary key, title text not null);
insert into tasks select n, 't' || n from generate_series(1, 12000) n;
create table few (id int primary key, title text not null);
insert into few select n, 't' || n from generate_series(1, 100) n;
analyze tasks, few;
-- bad
-- finding public.tasks
do $$ begin for n in 1..150 loop perform from tasks where title = 't' || n; perform from few where title = 't' || n; end loop; end $$
-- good
do $$ begin for n in 1..150 loop perform from tasks where id = n; end loop; perform from tasks where title = 't'; end $$
