-- bad
-- finding public.customers
create table customers (id uuid primary key, data jsonb not null, created_at timestamptz)
-- good
create table customers (id uuid primary key, name text not null, extra jsonb);
create table webhook_events (id uuid primary key, payload jsonb not null, received_at timestamptz);
create table notes (id uuid primary key, body text);
create table systems (key text primary key, value jsonb not null)
