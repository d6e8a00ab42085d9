-- setup
create table users (id int primary key, tenant int, unique (tenant, id));
-- bad
-- finding public.notes
-- finding public.defaults
-- finding public.pairs
create table notes (id int primary key, author int not null references users on delete set null);
create table defaults (id int primary key, author int not null references users on update cascade on delete set default deferrable);
create table pairs (id int primary key, tenant int not null, author int, foreign key (tenant, author) references users (tenant, id) on delete set null)
-- good
create table notes (id int primary key, author int references users on delete set null);
create table defaults (id int primary key, author int not null default 1 references users on delete set default);
create table pairs (id int primary key, tenant int not null, author int, foreign key (tenant, author) references users (tenant, id) on delete set null (author));
create table parts (id int primary key, author int not null references users on delete cascade)
