-- bad
-- finding public.tree
create table tree (id int primary key, parent_id int not null references tree)
-- good
create table tree (id int primary key, parent_id int references tree)
