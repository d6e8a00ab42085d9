-- bad
-- finding public.email
create domain email as text;
create table users (id bigint primary key, address email)
-- good
create domain email as text check (value like '%@%');
create domain code as varchar(3);
create domain required as text not null;
create domain work_email as email;
create domain counted as integer default 0;
create table users (id bigint primary key, address email, code code, name required, work work_email, visits counted)
