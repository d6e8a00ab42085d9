-- bad
-- finding public.tasks
create table tasks (id int primary key);
alter table tasks enable row level security
-- good
create table tasks (id int primary key);
alter table tasks enable row level security;
alter table tasks force row level security
-- good
create role tables_role nologin;
create table tasks (id int primary key);
alter table tasks enable row level security;
reset role;
alter table tasks owner to tables_role
