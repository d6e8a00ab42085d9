-- bad
-- finding public.orders_total_idx
create table orders (id bigint primary key, total numeric);
create table invoices (id bigint primary key, total numeric);
create index orders_total_idx on invoices (total)
-- good
create table users (id bigint primary key, total numeric);
create table invoices (id bigint primary key, total numeric, user_id bigint, users_count integer);
create index invoices_total on invoices (total);
create index by_total on users (total);
create index idx_users_count on invoices (users_count);
create table invoicemedia (id bigint primary key, note text);
create table user_photos (id bigint primary key, note text);
create index invoice_media_note on invoicemedia (note);
create index user_note on user_photos (note)
