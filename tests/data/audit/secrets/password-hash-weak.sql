-- bad
-- finding public.users.password_md5
-- finding public.users.password_hash
create table users (id int primary key, password_md5 text, password_hash varchar(40))
-- good
create table users (id int primary key, password_hash varchar(100), encrypted_password text, password_digest char(60), md5 char(32))
