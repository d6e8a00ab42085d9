-- What hardly any model of an application can say.
create extension if not exists btree_gist;
create table public.accounts (
  id bigint generated always as identity primary key,
  name text collate "C" not null,
  parent_id bigint,
  note text storage external,
  constraint accounts_parent foreign key (parent_id) references public.accounts deferrable initially deferred
);
alter table public.accounts add constraint accounts_name_short check (length(name) < 100) not valid;

create table public.events (
  account_id bigint not null references public.accounts on delete cascade,
  at timestamptz not null,
  kind text not null,
  payload jsonb,
  primary key (account_id, at)
) partition by range (at);
create table public.events_2026 partition of public.events for values from ('2026-01-01') to ('2027-01-01');
create table public.events_other partition of public.events default;
create index events_kind on public.events (kind);

create table public.bookings (
  id integer primary key,
  room integer not null,
  during tstzrange not null,
  constraint bookings_no_overlap exclude using gist (room with =, during with &&)
);
create table public.shapes (id integer primary key, area numeric);
create table public.circles (radius numeric) inherits (public.shapes);
create unlogged table public.scratch (id integer primary key, v text) with (fillfactor = 70);

create table public.tenants (id uuid primary key default gen_random_uuid(), name text not null);
create table public.secrets (id integer primary key, tenant_id uuid not null references public.tenants, body text);
alter table public.secrets enable row level security;
alter table public.secrets force row level security;
create policy secrets_tenant on public.secrets using (tenant_id = current_setting('app.tenant', true)::uuid);

create function public.touch() returns trigger language plpgsql as $$ begin new.name := trim(new.name); return new; end $$;
create trigger touch before insert or update on public.accounts for each row execute function public.touch();
create sequence public.invoice_numbers start 1000;
create table public.invoices (
  id integer primary key default nextval('public.invoice_numbers'),
  account_id bigint not null references public.accounts match full on delete cascade on update restrict,
  total numeric(12, 2) not null,
  lines jsonb not null default '[]' check (jsonb_typeof(lines) = 'array')
);
create unique index invoices_total on public.invoices (account_id, total) nulls not distinct where total > 0;
create statistics public.invoices_both on account_id, total from public.invoices;
create index invoices_lines on public.invoices using gin (lines) with (fastupdate = off);
