-- bad
-- finding public.users
-- finding public.users
create table users (id int primary key, tenant_id int not null, email text not null unique, name text, unique (tenant_id, id));
create unique index on users (email, name)
-- good
create table users (id int primary key, tenant_id int not null, email text unique, name text, unique (tenant_id, id));
create table notes (id int primary key, tenant_id int not null, user_id int not null, foreign key (tenant_id, user_id) references users (tenant_id, id));
create unique index on users (email, name);
create unique index on users (name, id) where name <> ''
;
create table pairs (a int not null unique, b int, primary key (a, b))
