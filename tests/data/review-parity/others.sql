-- scene pglinter B002 redundant, unique within a key: index-redundant
-- bad
create table stays (id bigint primary key, guest_id bigint not null, room_id bigint not null, night date not null, unique (room_id, night));
create index stays_room on stays (room_id);
-- good
create table stays (id bigint primary key, guest_id bigint not null, room_id bigint not null, night date not null, unique (room_id, night));
create index stays_guest on stays (guest_id);

-- scene pglinter B005 UnsecuredPublicSchema: public-schema-create
-- bad
create table boards (id bigint primary key);
grant create on schema current_schema to public;
-- good
create table boards (id bigint primary key);
grant usage on schema current_schema to public;

-- scene pglinter B006 uppercase: name-needs-quotes
-- bad
create table rides (id bigint primary key, "startPlace" text not null);
-- good
create table rides (id bigint primary key, start_place text not null);

-- scene pglinter B008 foreign key outside its schema: foreign-key-across-schemas
-- bad
create table links (id bigint primary key, shared_id bigint not null references common.shared);
create index on links (shared_id);
-- good
create table shared (id bigint primary key);
create table links (id bigint primary key, shared_id bigint not null references shared);
create index on links (shared_id);

-- scene pglinter B010 reserved keywords: name-keyword
-- bad
create table "order" (id bigint primary key, "user" text not null);
-- good
create table orders (id bigint primary key, user_name text not null, order_date date not null);

-- scene pglinter B012 composite primary key of many columns: primary-key-wide
-- bad
create table cells (a bigint, b bigint, c bigint, d bigint, e bigint, primary key (a, b, c, d, e));
-- good
create table cells (a bigint, b bigint, c bigint, d bigint not null, e bigint not null, primary key (a, b, c));

-- scene pglinter B013 a trigger that reads the table row by row: trigger-works-on-whole-table
-- bad
create table shifts (id bigint primary key, day date not null, state text not null check (state in ('a', 'b')));
create function check_shift() returns trigger language plpgsql set search_path from current as $$
declare one record;
begin
  for one in select id, state from shifts loop
    if one.state = new.state and one.id = new.id then raise exception 'twice'; end if;
  end loop;
  return new;
end $$;
create trigger check_shift before insert on shifts for each row execute function check_shift();
-- good
create table shifts (id bigint primary key, day date not null, state text not null check (state in ('a', 'b')));
create index on shifts (day);
create function check_shift() returns trigger language plpgsql set search_path from current as $$
declare one record;
begin
  for one in select id, state from shifts where day = new.day loop
    if one.state = new.state then raise exception 'twice'; end if;
  end loop;
  return new;
end $$;
create trigger check_shift before insert on shifts for each row execute function check_shift();

-- scene pglinter T006 TableWithUnusedIndex, a key's is none: index-unused live
-- bad
create table towers (id bigint primary key, height integer not null);
create index towers_height on towers (height);
insert into towers select n, n from generate_series(1, 500) n;
analyze towers;
-- good
create table towers (id bigint primary key, height integer not null unique);
insert into towers select n, n from generate_series(1, 500) n;
analyze towers;

-- scene pglinter S002 schema with an environment's name: schema-of-environment as prod_shop sales_shop
-- bad
create table carts (id bigint primary key);
-- good
create table carts (id bigint primary key);

-- scene pglinter S005 SeveralTableOwnerInSchema: owners-differ
-- bad
create table one (id bigint primary key);
create table two (id bigint primary key);
create table three (id bigint primary key);
-- as superuser
grant create, usage on schema current_schema to other_role;
alter table three owner to other_role;
-- good
create table one (id bigint primary key);
create table two (id bigint primary key);
create table three (id bigint primary key);

-- scene schemalint name-casing: name-needs-quotes
-- bad
create view "recentVisits" as select 1 as id;
-- good
create view recent_visits as select 1 as id;

-- scene schemalint name-inflection: names-mixed-number
-- bad
create table apples (id bigint primary key);
create table pears (id bigint primary key);
create table plums (id bigint primary key);
create table cherry (id bigint primary key);
create table banana (id bigint primary key);
-- good
create table apples (id bigint primary key);
create table pears (id bigint primary key);
create table plums (id bigint primary key);
create table cherries (id bigint primary key);
create table news (id bigint primary key);

-- scene schemalint row-level-security: tenant-table-unprotected
-- bad
create table clinics (id bigint primary key, tenant_id uuid not null);
alter table clinics enable row level security;
create policy own on clinics to app_role using (tenant_id = (select auth.uid()));
create table patients (id bigint primary key, tenant_id uuid not null);
grant select on clinics, patients to app_role;
-- good
create table clinics (id bigint primary key, tenant_id uuid not null);
alter table clinics enable row level security;
create policy own on clinics to app_role using (tenant_id = (select auth.uid()));
create table patients (id bigint primary key, tenant_id uuid not null);
alter table patients enable row level security;
grant select on clinics, patients to app_role;
create policy own on patients to app_role using (tenant_id = (select auth.uid()));

-- scene schemalint prefer-identity: serial-column
-- bad
create table pencils (id serial primary key);
-- good
create sequence pencil_numbers as bigint;
create table pencils (id bigint primary key default nextval('pencil_numbers'));

-- scene SchemaCrawler null intended: default-spells-null
-- bad
create table forms (id bigint primary key, remark text default 'NULL');
-- good
create table forms (id bigint primary key, remark text default null);

-- scene SchemaCrawler null columns in a unique index: unique-nullable
-- bad
create table plates (id bigint primary key, country text not null, number text, unique (country, number));
-- good
create table plates (id bigint primary key, country text not null, number text, unique nulls not distinct (country, number));

-- scene SchemaCrawler table cycles: reference-cycle-required
-- bad
create table hens (id bigint primary key, egg_id bigint not null);
create table eggs (id bigint primary key, hen_id bigint not null references hens);
alter table hens add foreign key (egg_id) references eggs;
create index on hens (egg_id);
create index on eggs (hen_id);
-- good
create table hens (id bigint primary key, egg_id bigint);
create table eggs (id bigint primary key, hen_id bigint not null references hens);
alter table hens add foreign key (egg_id) references eggs;
create index on hens (egg_id);
create index on eggs (hen_id);

-- scene SchemaCrawler self reference that is required: foreign-key-self-required
-- bad
create table folders (id bigint primary key, above_id bigint not null references folders);
create index on folders (above_id);
-- good
create table folders (id bigint primary key, above_id bigint references folders);
create index on folders (above_id);

-- scene SchemaCrawler useless surrogate key: join-table-duplicates
-- bad
create table actors (id bigint primary key);
create table films (id bigint primary key);
create table roles (id bigint primary key, actor_id bigint not null references actors, film_id bigint not null references films);
create index on roles (actor_id);
create index on roles (film_id);
-- good
create table actors (id bigint primary key);
create table films (id bigint primary key);
create table roles (actor_id bigint references actors, film_id bigint references films, primary key (actor_id, film_id));
create index on roles (film_id);

-- scene SchemaCrawler too many large objects: table-of-documents
-- bad
create table records (id bigint primary key, everything jsonb not null);
-- good
create table records (id bigint primary key, name_of_it text not null, born date not null, extras jsonb not null);

-- scene SchemaCrawler quoted names: name-needs-quotes
-- bad
create table drinks (id bigint primary key, "price (net)" numeric(6, 2) not null);
-- good
create table drinks (id bigint primary key, price_net numeric(6, 2) not null);

-- scene Postgres language server prefer-big-int: key-integer-narrow
-- bad
create table clicks (id integer generated always as identity primary key);
-- good
create table clicks (id bigint generated always as identity primary key, month smallint not null check (month between 1 and 12));

-- scene Postgres language server unknown-relation: body-names-missing-relation
-- bad
create function tidy() returns void language plpgsql set search_path = '' as 'begin delete from nowhere.old_carts where true; end';
-- good
create table old_carts (id bigint primary key);
create function tidy() returns void language plpgsql set search_path from current as 'begin create temp table work on commit drop as select id from old_carts; delete from work where id < 7; end';

-- scene Postgres language server unknown-column: trigger-names-missing-column
-- bad
create table sheets (id bigint primary key, changed timestamptz not null default now());
create function touch() returns trigger language plpgsql as 'begin new.changed_at := now(); return new; end';
create trigger touch before update on sheets for each row execute function touch();
-- good
create table sheets (id bigint primary key, changed_at timestamptz not null default now());
create function touch() returns trigger language plpgsql as 'begin new.changed_at := now(); return new; end';
create trigger touch before update on sheets for each row execute function touch();

-- scene Postgres language server prefer-jsonb: json-instead-of-jsonb
-- bad
create table mails (id bigint primary key, headers json[] not null);
-- good
create table mails (id bigint primary key, headers jsonb not null);

-- scene Postgres language server require-concurrent-refresh-matview: matview-without-unique
-- bad
create table sales (id bigint primary key, day date not null);
create materialized view days as select day, count(*) as n from sales group by day;
-- good
create table sales (id bigint primary key, day date not null);
create materialized view days as select day, count(*) as n from sales group by day;
create unique index on days (day);

-- scene Atlas CD, a constraint that is not kept: constraint-not-enforced
-- bad
create table stones (id bigint primary key, grams integer not null, constraint heavy check (grams > 0) not enforced);
-- good
create table stones (id bigint primary key, grams integer not null, constraint heavy check (grams > 0));

-- scene Atlas NM names of indexes: index-misnamed
-- bad
create table rivers (id bigint primary key, length_km integer not null);
create table lakes (id bigint primary key, depth_m integer not null);
create index rivers_depth_m_idx on lakes (depth_m);
-- good
create table rivers (id bigint primary key, length_km integer not null);
create table lakes (id bigint primary key, depth_m integer not null);
create index lakes_depth_m_idx on lakes (depth_m);
create index rivers_length_km_idx on rivers (length_km);

-- scene pglinter B002 redundant, a key's columns again: index-duplicate
-- bad
create table sledges (id bigint primary key, rider_id bigint not null unique);
create index sledges_id on sledges (id);
create index sledges_rider on sledges (rider_id);
-- good
create table sledges (id bigint primary key, rider_id bigint not null unique);
create index sledges_rider on sledges (rider_id, id);

-- scene pglinter B010 reserved keywords, of functions, indexes and sequences: name-keyword
-- bad
create table looms (id bigint primary key, threads integer not null);
create sequence "null";
create index "primary" on looms (threads);
create function "and"(a integer, b integer) returns integer immutable language sql as 'select a + b';
-- good
create table looms (id bigint primary key, threads integer not null);
create sequence nulls;
create index primaries on looms (threads);
create function and_also(a integer, b integer) returns integer immutable language sql as 'select a + b';

-- scene pglinter B013 a cursor over the whole table: trigger-works-on-whole-table
-- bad
create table turns (id bigint primary key, state text not null check (state in ('a', 'b')));
create function check_turn() returns trigger language plpgsql as $$
declare one record; every_one cursor for select id, state from turns;
begin
  open every_one;
  loop
    fetch every_one into one;
    exit when not found;
    if one.state = new.state then raise exception 'twice'; end if;
  end loop;
  return new;
end $$;
create trigger check_turn before insert on turns for each row execute function check_turn();
-- good
create table turns (id bigint primary key, state text not null check (state in ('a', 'b')));
create function check_turn() returns trigger language plpgsql as $$
declare one record; some_of_them cursor for select id, state from turns where id = new.id;
begin
  open some_of_them;
  loop
    fetch some_of_them into one;
    exit when not found;
    if one.state = new.state then raise exception 'twice'; end if;
  end loop;
  return new;
end $$;
create trigger check_turn before insert on turns for each row execute function check_turn();
