-- bad
create table invoices (id bigint primary key, due money); -- finding
-- good
create table invoices (id bigint primary key, due numeric(12,2));
