-- bad
-- finding role app_role
create table tasks (id int primary key);
alter table tasks enable row level security;
reset role;
create role app_role login bypassrls
-- good
create table tasks (id int primary key);
reset role;
create role app_role login bypassrls
