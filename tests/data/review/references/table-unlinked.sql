-- bad
-- finding public."Allein"
create table posts (id int primary key);
create table comments (id int primary key, post_id int references posts);
create table "Allein" (id int primary key, parent_id int references "Allein")
-- good
create table posts (id int primary key);
create table comments (id int primary key, post_id int references posts)
-- good
create table posts (id int primary key);
create table comments (id int primary key, post_id int)
-- good
create table posts (id int primary key);
create table comments (id int primary key, post_id int references posts);
create table settings (id int primary key, title text);
comment on table settings is 'One row.'
