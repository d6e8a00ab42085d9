-- bad
-- finding public.users.password
-- finding public.mailers."smtpPassword"
create table users (id int primary key, password text, password_hash text);
create table mailers (id int primary key, "smtpPassword" varchar(100))
-- good
create table users (id int primary key, password_hash text, encrypted_password varchar(128), password_changed_at timestamptz, password char(60))
-- good
-- with {"sample": true}
create table users (id int primary key, password varchar(128));
insert into users values (1, '$2b$12$abcdefghijklmnopqrstuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu')
