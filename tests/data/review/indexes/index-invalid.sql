-- bad
-- finding public.tasks_owner_idx
-- with {"oneWay": true}
create table tasks (id int primary key, owner int);
create index tasks_owner_idx on tasks (owner);
-- as superuser
update pg_index set indisvalid = false where indexrelid = 'public.tasks_owner_idx'::regclass
-- bad
-- finding public.parted_id_idx
create table parted (id int) partition by range (id);
create table parted_1 partition of parted for values from (1) to (10);
create index on only parted (id)
-- good
create table parted (id int) partition by range (id);
create table parted_1 partition of parted for values from (1) to (10);
create index on parted (id)

-- bad
-- finding public."Größe_idx_ccnew"
-- with {"oneWay": true}
create table tasks (id int primary key, "Größe" int);
create index "Größe_idx" on tasks ("Größe");
create index "Größe_idx_ccnew" on tasks ("Größe");
-- as superuser
update pg_index set indisvalid = false where indexrelid = 'public."Größe_idx_ccnew"'::regclass
