-- What CHECK and types refuse, in the ways people write it.
create type mood as enum ('sad', 'ok', 'happy');
create domain percent as numeric(5, 2) check (value between 0 and 100);
create domain slug as text check (value ~ '^[a-z0-9-]+$') check (length(value) <= 12);
create table checked (
  id integer generated always as identity primary key,
  small smallint not null check (small > 0),
  whole integer check (whole between -5 and 5),
  large bigint check (large <> 7),
  listed integer check (listed in (1, 2, 3)),
  amount numeric(6, 2) check (amount >= 0.05),
  free numeric check (free < 1e3::numeric),
  ratio double precision check (ratio >= 0 and ratio < 1.5),
  weight real check (weight <= 10),
  name varchar(5) check (char_length(name) > 1),
  title text not null default 'x' check (length(title) <= 4 and title <> 'no'),
  trimmed text check (btrim(trimmed) <> ''),
  currency char(3) check (currency in ('EUR', 'USD')),
  kind text check (kind in ('a', 'b c', 'it''s')),
  code text check (code ~ '^[A-Z]{2}-\d{3}$'),
  site text check (site ~ '^https?://[^/]+$'),
  not_like text check (not_like !~ 'x.y$'),
  mail text check (mail ~* '^[^@ ]+@[^@ ]+$'),
  feeling mood check (feeling <> 'sad'),
  done boolean check (not done or done),
  agreed boolean not null default true check (agreed),
  begins date check (begins >= '2020-01-01'),
  ends date,
  share percent,
  path slug,
  low integer,
  high integer,
  email text,
  phone text,
  token uuid,
  bits bit(3),
  tags text[],
  check (ends is null or begins is null or begins <= ends),
  constraint low_below_high check (low < high),
  constraint reachable check (email is not null or phone is not null),
  constraint both_or_neither check ((low is null and high is null) or (low is not null and high is not null))
);
create function accepts(given jsonb) returns boolean language plpgsql as $$
declare columns text := (select string_agg(quote_ident(key), ', ') from jsonb_object_keys(given) key);
begin
  execute format('insert into checked (%s) select %s from jsonb_populate_record(null::checked, $1)', columns, columns) using given;
  return true;
exception when others then return false;
end $$;
