create table a (id int primary key, b_id int not null);
create table b (id int primary key);
insert into a select i, i from generate_series(1, 300) i;
insert into b select i from generate_series(1, 300) i;
analyze a;
analyze b;
