-- setup
create table users (id int primary key, tenant int, email text not null unique, nick text unique, unique (tenant, id));
-- bad
-- finding public.notes
-- finding public.likes
create table notes (id int primary key, author text references users (email));
create table likes (id int primary key, nick text references users (nick))
-- good
create table notes (id int primary key, author int references users);
create table likes (id int primary key, tenant int, author int, foreign key (tenant, author) references users (tenant, id))
