-- bad
-- finding public.numbers
-- finding public."Zähler"
create sequence numbers as smallint;
select setval('numbers', 30000);
create sequence "Zähler" maxvalue 100;
select setval('"Zähler"', 80)
-- good
create sequence numbers as smallint;
select setval('numbers', 3000);
create sequence "Von Vorn" maxvalue 100 cycle;
select setval('"Von Vorn"', 99);
create table tasks (id serial primary key);
select setval('tasks_id_seq', 2147483000);
create sequence down increment -1 minvalue -100 maxvalue -1
