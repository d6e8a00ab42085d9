create table addresses (id int primary key, city text not null, postcode text not null);
create table parcels (id int primary key, address_id int not null);
insert into addresses select i, 'city ' || i % 200, 'code ' || i % 200 from generate_series(1, 50000) i;
insert into parcels select i, i from generate_series(1, 50000) i;
analyze addresses;
analyze parcels;
