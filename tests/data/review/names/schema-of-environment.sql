-- bad
-- finding dev
-- finding app_staging
create schema dev;
create schema app_staging
-- good
create schema devices;
create schema products;
create table prod (id bigint primary key)
