create table people (id int primary key, email text not null);
insert into people select i, 'User' || i || '@example.com' from generate_series(1, 20000) i;
create index on people (email);
analyze people;
