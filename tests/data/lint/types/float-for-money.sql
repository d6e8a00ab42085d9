-- bad
create table invoices (id bigint primary key, total_price float8); -- finding
-- good
create table places (id bigint primary key, latitude float8, total_price numeric);
