create table parents (id int primary key);
create table children (id int primary key, parent_id int not null references parents);
insert into parents select i from generate_series(1, 2000) i;
insert into children select i, 1 + i % 1000 from generate_series(1, 20000) i;
analyze parents;
analyze children;
