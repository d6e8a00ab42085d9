-- bad
-- finding public.orders.status
-- finding public.orders.payment_status
create table orders (id bigint primary key, status text not null, payment_status varchar(20))
-- good
create type stage as enum ('one', 'two');
create table statuses (name text primary key);
create table orders (id bigint primary key, status text references statuses, state text check (state in ('a', 'b')), phase stage);
create table addresses (id bigint primary key, city text, state text, status_message text, billing_state text);
create table logins (id bigint primary key, oauth_state text)
