-- bad
-- finding public.d
create table t (id bigint primary key);
create view a as select id from t;
create view b as select id from a;
create view c as select id from b;
create view d as select id from c join b using (id)
-- good
create table t (id bigint primary key);
create view a as select id from t;
create view b as select id from a;
create view c as select b.id from b join a using (id)
