-- setup
create table tasks (id int primary key, a int, b int, c int, d int, e int, f int, g int, h int, i int);
create table few (id int primary key, a int);
do $$ begin for n in ascii('a')..ascii('i') loop execute format('create index on tasks (%I)', chr(n)); end loop; end $$;
-- bad
-- finding public.tasks
insert into tasks (id) select generate_series(1, 10000);
insert into few select generate_series(1, 10000)
-- bad
-- finding public.tasks
-- with {"text": true}
select 1
-- good
insert into tasks (id) select generate_series(1, 100)
