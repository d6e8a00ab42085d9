-- Constraints of every kind and state, and indexes of every method.
create extension btree_gist;
create extension btree_gin;
create schema k;

create table k.parent (
  id int primary key,
  code text constraint parent_code unique,
  late int constraint parent_late unique deferrable initially immediate,
  a int,
  b int,
  constraint parent_ab unique (a, b)
);
create table k.child (
  id bigint constraint child_pk primary key with (fillfactor = 70),
  parent_id int default 1 constraint child_parent references k.parent (id)
    on delete set default on update cascade deferrable initially deferred,
  code text references k.parent (code) match full on delete restrict,
  a int,
  b int,
  n int constraint positive check (n > 0) no inherit,
  m int not null,
  foreign key (a, b) references k.parent (a, b) match full,
  check (a < b or b is null),
  constraint "mixed Case" check (m is not null and n between 1 and 10)
);
alter table k.child add constraint later check (n < 100) not valid;
alter table k.child add constraint later_fk foreign key (n) references k.parent (id) not valid;
comment on constraint positive on k.child is 'Never on children';
comment on constraint child_parent on k.child is 'Waits for the end of the transaction';
-- @since 15
create table k.not_distinct (
  a int,
  b int,
  constraint nulls_once unique nulls not distinct (a, b),
  parent_a int,
  parent_b int,
  foreign key (parent_a, parent_b) references k.parent (a, b) on delete set null (parent_b)
);
create unique index nulls_once_too on k.not_distinct (b) nulls not distinct;
-- @end

create table k.bookings (
  room int,
  during tstzrange,
  cancelled boolean not null default false,
  constraint no_overlap exclude using gist (room with =, during with &&) where (not cancelled),
  constraint no_same_room exclude using btree (room with =) include (during) deferrable initially deferred
);

-- @since 18
create table k.temporal_parent (
  id int,
  valid_at daterange,
  constraint temporal_pk primary key (id, valid_at without overlaps)
);
create table k.temporal_child (
  id int,
  parent_id int,
  valid_at daterange,
  constraint temporal_unique unique (id, valid_at without overlaps),
  constraint temporal_fk foreign key (parent_id, period valid_at)
    references k.temporal_parent (id, period valid_at)
);
create table k.unenforced (
  a int constraint a_positive check (a > 0) not enforced,
  b int constraint b_parent references k.parent (id) not enforced,
  c int constraint c_there not null,
  d int constraint d_there not null no inherit
);
alter table k.unenforced add constraint b_there not null b not valid;
comment on constraint c_there on k.unenforced is 'A named NOT NULL';
-- @end

-- a primary key made of an index with its own options
create table k.from_index (id int not null, v text);
create unique index from_index_key on k.from_index (id) include (v) with (deduplicate_items = off);
alter table k.from_index add constraint from_index_pkey primary key using index from_index_key;
alter table k.from_index replica identity full;

create table k.replica (id int not null, v text not null);
create unique index replica_key on k.replica (id);
alter table k.replica replica identity using index replica_key;
create table k.no_replica (id int);
alter table k.no_replica replica identity nothing;

create table k.indexed (
  id int,
  t text,
  t2 text collate "C",
  ts timestamptz,
  j jsonb,
  arr int[],
  p point,
  r int4range,
  ip inet,
  tsv tsvector,
  v varchar(50),
  deleted boolean
);
create index on k.indexed using hash (t);
create index on k.indexed (t text_pattern_ops, v varchar_pattern_ops);
create index on k.indexed (t collate "C" desc nulls last, id nulls first);
create index on k.indexed ((lower(t)), (id + 1), length(t2));
create index on k.indexed using gin (j);
create index on k.indexed using gin (arr) with (fastupdate = off, gin_pending_list_limit = 128);
create index on k.indexed using gin (id, tsv);
create index on k.indexed using gist (p);
create index on k.indexed using gist (p) with (buffering = on, fillfactor = 60);
create index on k.indexed using gist (tsv tsvector_ops (siglen = 100));
create index on k.indexed using gist (ip inet_ops, r);
create index on k.indexed using spgist (t);
create index on k.indexed using spgist (p kd_point_ops);
create index on k.indexed using brin (ts timestamptz_minmax_multi_ops (values_per_range = 16), id int4_bloom_ops)
  with (pages_per_range = 4);
create unique index partial_unique on k.indexed (id) include (t, v) where deleted is not true and t <> 'it''s';
create index with_statistics on k.indexed ((t || t2), id);
alter index k.with_statistics alter column 1 set statistics 400;
comment on index k.partial_unique is E'Line one\nline two with a ''quote'' and a \\ backslash';
create index clustering on k.indexed (v, id);
alter table k.indexed cluster on clustering;
