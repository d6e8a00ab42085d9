create table accounts (id int primary key, name text not null);
create table rates (id int primary key, account int not null, rate numeric not null, taken int not null);
insert into accounts select i, 'account ' || i from generate_series(1, 500) i;
insert into rates select i, i % 500, 0.1, i * 7919 % 5000 from generate_series(1, 5000) i;
analyze accounts;
analyze rates;
