-- bad
-- finding public.tasks
-- finding public.notes
-- finding public.files
create table tasks (id bigint primary key, size integer not null, constraint none check (size > 5 and size < 3));
create table notes (id bigint primary key, size integer, constraint large check (size > 100), constraint small check (size < 10));
create table files (id bigint primary key, kind text not null,
  constraint kinds check (kind in ('a', 'b')), constraint others check (kind in ('c', 'd')))
-- good
create table tasks (id bigint primary key, size integer not null, kind text,
  constraint between_check check (size > 3 and size < 5), constraint small check (size < 10),
  constraint kinds check (kind in ('a', 'b')), constraint others check (kind in ('b', 'c')));
create table parent (id bigint primary key, constraint no_rows_here check (false) no inherit)
