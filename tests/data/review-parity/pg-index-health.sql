-- scene duplicated_indexes, a constraint's: index-duplicate
-- bad
create table users (id bigint primary key, login text not null unique);
create unique index users_login on users (login);
-- good
create table users (id bigint primary key, login text not null unique);
create unique index users_login on users (lower(login));

-- scene intersected_indexes: index-redundant
-- bad
create table jobs (id bigint primary key, queue text not null, due timestamptz not null);
create index jobs_queue on jobs (queue);
create index jobs_queue_due on jobs (queue, due);
-- good
create table jobs (id bigint primary key, queue text not null, due timestamptz not null);
create index jobs_due on jobs (due);
create index jobs_queue_due on jobs (queue, due);
create index jobs_urgent on jobs (queue) where due < '2030-01-01';

-- scene indexes_with_null_values: index-mostly-null live
-- bad
create table calls (id bigint primary key, reason text);
create index calls_reason on calls (reason);
insert into calls select n, case when n % 20 = 0 then 'x' || n end from generate_series(1, 200000) n;
analyze calls;
-- good
create table calls (id bigint primary key, reason text);
create index calls_reason on calls (reason) where reason is not null;
insert into calls select n, case when n % 20 = 0 then 'x' || n end from generate_series(1, 20000) n;
analyze calls;

-- scene tables_with_missing_indexes: table-read-whole live
-- bad
create table orders (id bigint primary key, buyer text not null);
insert into orders select n, 'b' || n from generate_series(1, 40000) n;
analyze orders;
do $$ begin for n in 1 .. 120 loop perform from orders where buyer = 'b' || n; end loop; end $$;
-- good
create table orders (id bigint primary key, buyer text not null);
create index orders_buyer on orders (buyer);
insert into orders select n, 'b' || n from generate_series(1, 40000) n;
analyze orders;
do $$ begin for n in 1 .. 120 loop perform from orders where buyer = 'b' || n; end loop; end $$;
create table colours (id bigint primary key, name text not null);
insert into colours select n, 'c' || n from generate_series(1, 20) n;
analyze colours;
do $$ begin for n in 1 .. 120 loop perform from colours where name = 'c' || n; end loop; end $$;

-- scene bloated_indexes: index-bloated live
-- bad
create table marks (id bigint primary key, at text not null) with (autovacuum_enabled = off);
create index marks_at on marks (at);
insert into marks select n, rpad('x' || 100000 + n, 400, 'y') from generate_series(1, 40000) n;
delete from marks where id % 12 > 0;
vacuum analyze marks;
-- good
create table marks (id bigint primary key, at text not null);
create index marks_at on marks (at);
insert into marks select n, rpad('x' || 100000 + n, 400, 'y') from generate_series(1, 4000) n;
vacuum analyze marks;

-- scene tables_without_description: comments-missing
-- bad
create table silos (id bigint primary key, height numeric(4, 1) not null);
-- good
create table silos (id bigint primary key, height numeric(4, 1) not null);
comment on table silos is 'Towers for grain, also those that were pulled down.';

-- scene columns_with_json_type: json-instead-of-jsonb
-- bad
create table hooks (id bigint primary key, body json not null);
-- good
create table hooks (id bigint primary key, body jsonb not null);

-- scene columns_with_serial_types, not of a key: serial-column
-- bad
create table bills (id bigint generated always as identity primary key, number bigserial not null unique);
-- good
create table bills (id bigint generated always as identity primary key, number bigint not null unique);

-- scene primary_keys_with_serial_types: serial-column
-- bad
create table stamps (id bigserial primary key);
-- good
create table stamps (id bigint generated always as identity primary key);

-- scene indexes_with_boolean: index-boolean-first
-- bad
create table tasks (id bigint primary key, done boolean not null);
create index tasks_done on tasks (done);
-- good
create table tasks (id bigint primary key, done boolean not null, due date not null);
create index tasks_due on tasks (due) where not done;

-- scene not_valid_constraints: constraint-not-valid live
-- bad
create table loans (id bigint primary key, days integer not null);
alter table loans add constraint loans_days check (days > 0) not valid;
-- good
create table loans (id bigint primary key, days integer not null);
alter table loans add constraint loans_days check (days > 0) not valid;
alter table loans validate constraint loans_days;

-- scene btree_indexes_on_array_columns: index-btree-on-container
-- bad
create table recipes (id bigint primary key, spices text[] not null);
create index recipes_spices on recipes (spices);
-- good
create table recipes (id bigint primary key, spices text[] not null);
create index recipes_spices on recipes using gin (spices);

-- scene sequence_overflow: key-overflow live
-- bad
create table pings (id smallint generated always as identity primary key);
select setval(pg_get_serial_sequence('pings', 'id'), 32000);
-- good
create table pings (id smallint generated always as identity primary key);
select setval(pg_get_serial_sequence('pings', 'id'), 3200);

-- scene sequence_overflow, of no column: sequence-near-end live
-- bad
create sequence receipts as smallint;
select setval('receipts', 32000);
-- good
create sequence receipts as smallint;
select setval('receipts', 3200);

-- scene primary_keys_with_varchar: primary-key-text
-- bad
create table members (email varchar primary key, since date not null);
-- good
create table members (id uuid primary key, email text not null, since date not null);
create unique index on members (lower(email));

-- scene primary_keys_with_varchar, a UUID of 36 letters: uuid-as-text
-- bad
create table devices (id varchar(36) primary key default gen_random_uuid()::text, since date not null);
-- good
create table devices (id uuid primary key default gen_random_uuid(), since date not null);

-- scene primary_keys_that_most_likely_natural_keys: primary-key-text
-- bad
create table books (isbn text primary key, title text not null);
create table loans (id bigint primary key, isbn text not null references books);
create index on loans (isbn);
-- good
create table books (id bigint primary key, isbn text not null unique, title text not null);
create table currencies (code char(3) primary key, name text not null);

-- scene duplicated_foreign_keys: foreign-key-duplicate
-- bad
create table ports (id bigint primary key);
create table ships (id bigint primary key, port_id bigint not null, constraint one foreign key (port_id) references ports, constraint two foreign key (port_id) references ports);
create index on ships (port_id);
-- good
create table ports (id bigint primary key);
create table ships (id bigint primary key, port_id bigint not null references ports, next_id bigint not null references ports);
create index on ships (port_id);
create index on ships (next_id);

-- scene intersected_foreign_keys: foreign-key-overlapping
-- bad
create table seats (id bigint primary key, hall bigint not null, unique (hall, id));
create table bookings (id bigint primary key, hall bigint not null, seat bigint not null, foreign key (seat) references seats, foreign key (hall, seat) references seats (hall, id));
-- good
create table seats (id bigint primary key, hall bigint not null, unique (hall, id));
create table bookings (id bigint primary key, hall bigint not null, seat bigint not null, next_seat bigint not null, foreign key (hall, seat) references seats (hall, id), foreign key (hall, next_seat) references seats (hall, id));

-- scene possible_object_name_overflow: name-at-limit
-- bad
create table monthly_consumption_of_electricity_by_region_and_meter_and_kind (id bigint primary key);
-- good
create table monthly_consumption_of_electricity (id bigint primary key, region_of_the_meter_that_was_read_by_somebody_in_that_month bigint not null);

-- scene tables_not_linked_to_others: table-unlinked apart
-- bad
create table houses (id bigint primary key);
create table rooms (id bigint primary key, house_id bigint not null references houses);
create index on rooms (house_id);
create table heaters (id bigint primary key, watts integer not null check (watts > 0));
-- good
create table houses (id bigint primary key);
create table rooms (id bigint primary key, house_id bigint not null references houses);
create index on rooms (house_id);
create table heaters (id bigint primary key, room_id bigint not null references rooms, watts integer not null check (watts > 0));
create index on heaters (room_id);

-- scene foreign_keys_with_unmatched_column_type: foreign-key-type-mismatch
-- bad
create table trees (id bigint primary key);
create table fruits (id bigint primary key, tree_id integer not null references trees);
create index on fruits (tree_id);
-- good
create table trees (id bigint primary key);
create domain tree_number as bigint check (value > 0);
create table fruits (id bigint primary key, tree_id tree_number not null references trees);
create index on fruits (tree_id);

-- scene foreign_keys_with_null_values: foreign-key-nullable-part
-- bad
create table shelves (room bigint, number bigint, primary key (room, number));
create table boxes (id bigint primary key, room bigint not null, shelf bigint, foreign key (room, shelf) references shelves);
create index on boxes (room, shelf);
-- good
create table shelves (room bigint, number bigint, primary key (room, number));
create table boxes (id bigint primary key, room bigint, shelf bigint, foreign key (room, shelf) references shelves match full);
create index on boxes (room, shelf);

-- scene objects_not_following_naming_convention: name-needs-quotes
-- bad
create table "Order-Lines" (id bigint primary key);
-- good
create table order_lines (id bigint primary key);

-- scene columns_not_following_naming_convention: name-needs-quotes
-- bad
create table meals (id bigint primary key, "Served At" timestamptz not null);
-- good
create table meals (id bigint primary key, served_at timestamptz not null);

-- scene objects_with_upper_case_names: name-needs-quotes
-- bad
create table "Meals" (id bigint primary key);
-- good
create table Meals (id bigint primary key);

-- scene columns_with_fixed_length_varchar: varchar-limited
-- bad
create table towns (id bigint primary key, title varchar(40) not null);
-- good
create table towns (id bigint primary key, title varchar not null, label text not null check (length(label) <= 40));

-- scene indexes_with_unnecessary_where_clause: index-condition-without-effect
-- bad
create table routes (id bigint primary key, code text not null);
create index routes_code on routes (code) where code is not null;
-- good
create table routes (id bigint primary key, code text);
create index routes_code on routes (code) where code is not null;

-- scene indexes_with_timestamp_in_the_middle: index-range-before-equality
-- bad
create table logins (id bigint primary key, at timestamptz not null, person_id bigint not null);
create index logins_at_person on logins (at, person_id);
-- good
create table logins (id bigint primary key, at timestamptz not null, person_id bigint not null);
create index logins_person_at on logins (person_id, at);

-- scene columns_with_timestamp_or_timetz_type: timestamp-without-zone time-with-zone
-- bad
create table flights (id bigint primary key, leaves_at timestamp not null, gate_closes timetz not null);
-- good
create table flights (id bigint primary key, leaves_at timestamptz not null, gate_closes time not null);

-- scene tables_where_primary_key_columns_not_first: primary-key-not-first
-- bad
create table hats (colour text not null, id bigint primary key);
-- good
create table hats (id bigint primary key, colour text not null);

-- scene tables_where_all_columns_nullable_except_pk: columns-all-nullable
-- bad
create table gloves (id bigint primary key, colour text, worn date, note text);
-- good
create table gloves (id bigint primary key, colour text not null, worn date, note text);

-- scene columns_with_char_type: char-padded
-- bad
create table labels (id bigint primary key, title char(20) not null);
-- good
create table labels (id bigint primary key, title text not null);

-- scene columns_with_money_type: money-type
-- bad
create table fees (id bigint primary key, due money not null);
-- good
create table fees (id bigint primary key, due numeric(10, 2) not null check (due >= 0));

-- scene tables_with_inheritance: table-inherits
-- bad
create table cities (id bigint primary key, label text not null);
create table capitals (country text not null) inherits (cities);
-- good
create table cities (id bigint, label text not null, primary key (id)) partition by range (id);
create table cities_1 partition of cities for values from (0) to (1000);

-- scene tables_with_zero_or_one_column: table-of-one-column
-- bad
create table seen (at timestamptz not null);
-- good
create table seen (id bigint primary key, at timestamptz not null);

-- scene columns_with_inconsistent_types: types-differ
-- bad
create table gates (id bigint primary key, barrier_number bigint not null);
create table fences (id bigint primary key, barrier_number bigint not null);
create table walls (id bigint primary key, barrier_number text not null);
-- good
create table gates (id bigint primary key, obstacle_number bigint not null);
create table fences (id bigint primary key, obstacle_number bigint not null);

-- scene tables_with_incrementing_columns: columns-numbered
-- bad
create table shops (id bigint primary key, contact1 text not null, contact2 text not null, contact3 text not null);
-- good
create table shops (id bigint primary key, contact text not null, sha256 bytea not null, address_line_1 text not null, address_line_2 text not null);

-- scene unlogged_tables: table-unlogged
-- bad
create unlogged table caches (id bigint primary key, body jsonb not null);
-- good
create table caches (id bigint primary key, body jsonb not null);

-- scene unlogged_sequences: sequence-unlogged
-- bad
create unlogged sequence numbers as bigint;
-- good
create sequence numbers as bigint;

-- scene columns_with_blob_type: system-type
-- bad
create table scans (id bigint primary key, picture oid not null);
-- good
create table scans (id bigint primary key, picture bytea not null);

-- scene self_referenced_foreign_keys: foreign-key-self-loop
-- bad
create table parts (id bigint primary key, within_id bigint references parts);
create index on parts (within_id);
-- good
create table parts (id bigint primary key, within_id bigint references parts on delete cascade check (within_id <> id));
create index on parts (within_id);

-- scene tables_with_no_data: tables-empty live
-- bad
create table plants (id bigint primary key);
create table pots (id bigint primary key);
insert into plants values (1);
-- good
create table plants (id bigint primary key);
create table pots (id bigint primary key);
insert into plants values (1);
insert into pots values (1);
