-- bad
-- finding public.tasks.id
create table tasks (id serial primary key);
select setval('tasks_id_seq', 2000000000)
-- bad
-- finding public.notes.id
-- with {"countedDays": 10}
create table notes (id int generated always as identity (increment by 50000) primary key, what text);
insert into notes (what) select 'x' from generate_series(1, 10000)
-- good
create table tasks (id bigserial primary key);
select setval('tasks_id_seq', 2000000000);
create table notes (id int generated always as identity primary key);
select setval('notes_id_seq', 300000000);
create table codes (id int generated always as identity (cycle) primary key);
select setval('codes_id_seq', 2000000000)
