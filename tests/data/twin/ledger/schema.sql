-- A ledger: two levels of partitions, generated columns, wide rows, trees, tables that were never analysed or have changed since.
create table accounts (id int primary key, parent_id int references accounts, code text not null unique, kind text not null, currency char(3) not null, closed boolean not null default false);
create table entries (
  id bigint not null, account_id int not null references accounts, booked date not null, amount numeric(14, 2) not null, currency char(3) not null,
  batch int not null, reference text not null, memo text, cents bigint generated always as ((amount * 100)::bigint) stored, reversed_by bigint,
  primary key (booked, currency, id)
) partition by range (booked);
create table entries_2023 partition of entries for values from ('2023-01-01') to ('2024-01-01') partition by list (currency);
create table entries_2023_eur partition of entries_2023 for values in ('EUR');
create table entries_2023_rest partition of entries_2023 default;
create table entries_2024 partition of entries for values from ('2024-01-01') to ('2025-01-01') partition by list (currency);
create table entries_2024_eur partition of entries_2024 for values in ('EUR');
create table entries_2024_rest partition of entries_2024 default;
create table entries_old partition of entries for values from (minvalue) to ('2023-01-01');
create table rates (currency char(3) not null, day date not null, rate numeric(12, 6) not null, primary key (currency, day));
create table attachments (id bigint primary key, entry_id bigint not null, kind text not null, content text not null, small text);
create table staging (line int, raw text, amount numeric, parsed jsonb);
create table locks (name text primary key, holder int, since timestamptz);
create table "Audit ""Log""" (id bigint generated always as identity primary key, "When" timestamptz not null, "Who" text not null, changes jsonb not null, ip inet not null, fingerprint bytea not null);
