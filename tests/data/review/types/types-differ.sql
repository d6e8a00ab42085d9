-- bad
-- finding public.invoices.customer_id
create table orders (id bigint primary key, customer_id bigint);
create table carts (id bigint primary key, customer_id bigint);
create table invoices (id bigint primary key, customer_id integer)
-- bad
-- finding public.orders.customer_number
create table customers (id bigint primary key, customer_number text);
create table orders (id bigint primary key, customer_number bigint)
-- good
create table orders (id bigint primary key, customer_id bigint, name text, value text, email varchar(100));
create table carts (id bigint primary key, customer_id bigint, name text, value text, email text);
create table invoices (id uuid primary key, customer_id bigint, name jsonb, value integer, email text);
create table a (id bigint primary key, author text);
create table b (id bigint primary key, author bigint)
