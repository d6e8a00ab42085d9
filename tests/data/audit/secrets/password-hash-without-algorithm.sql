-- bad
-- finding public.users.password_hash
create table users (id int primary key, password_hash bytea)
-- good
create table users (id int primary key, password_hash bytea, password_algorithm text);
create table others (id int primary key, password_hash text)
