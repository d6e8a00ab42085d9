-- bad
-- finding public.a
create table a (id int primary key, b_id int not null);
create table b (id int primary key, c_id int not null);
create table c (id int primary key, a_id int not null references a);
alter table a add foreign key (b_id) references b;
alter table b add foreign key (c_id) references c
-- bad
-- finding public.posts
create table users (id int primary key, pinned int not null);
create table posts (id int primary key, author int not null references users);
alter table users add foreign key (pinned) references posts deferrable initially deferred
-- good
create table users (id int primary key, pinned int);
create table posts (id int primary key, author int not null references users);
alter table users add foreign key (pinned) references posts;
create table tree (id int primary key, parent int not null references tree)
