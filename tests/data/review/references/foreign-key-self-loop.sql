-- bad
-- finding public.tree
-- finding public."Bäume mit sehr langem Namen"
create table tree (id int primary key, parent_id int references tree);
create table "Bäume mit sehr langem Namen" ("Id" int primary key, "Über" int references "Bäume mit sehr langem Namen")
-- good
create table tree (id int primary key, parent_id int references tree check (parent_id <> id));
create table leaves (id int primary key, tree_id int references tree)
