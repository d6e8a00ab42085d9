-- bad
-- finding public.invoices.status
create type order_status as enum ('new', 'paid', 'sent', 'returned');
create table orders (id bigint primary key, status order_status);
create table invoices (id bigint primary key, status text check (status in ('new', 'paid', 'sent')))
-- bad
-- finding public.shipment_state
create type order_state as enum ('new', 'paid', 'sent');
create type shipment_state as enum ('new', 'sent', 'lost');
create table orders (id bigint primary key, state order_state, shipment shipment_state)
-- good
create type order_status as enum ('new', 'paid', 'sent');
create type user_status as enum ('invited', 'active', 'blocked');
create type priority as enum ('low', 'normal', 'high');
create table orders (id bigint primary key, status order_status, priority priority);
create table users (id bigint primary key, status user_status, kind text check (kind in ('new', 'old')));
create table invoices (id bigint primary key, status text check (status in ('sent', 'paid', 'new') or status is null));
create table alarms (id bigint primary key, level text check (level in ('low', 'high', 'critical')))
