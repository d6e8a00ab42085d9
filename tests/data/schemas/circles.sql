-- Objects that need each other: none of them can be made whole before the other.
create schema o;

create view o.seen as select 1 as a, 'x'::text collate "C" as b;
create function o.all_seen() returns setof o.seen language sql stable as 'select 1, ''x''::text';
create or replace view o.seen with (security_barrier) as select a, b from o.all_seen();
comment on view o.seen is 'Reads the function that returns it';
create view o.after_seen as select a + 1 as a from o.seen;

create domain o.checked as text default 'x';
create function o.is_fine(o.checked) returns boolean language sql immutable as 'select $1 <> ''bad''';
alter domain o.checked add constraint fine check (o.is_fine(value));
comment on constraint fine on domain o.checked is 'Asks a function on itself';

create table o.left_side (id int primary key, v o.checked);
create table o.right_side (id int primary key, l o.left_side);
create function o.ok(o.left_side) returns boolean language sql immutable as 'select $1.id > 0';
create function o.next_left() returns int language sql
  begin atomic
    select coalesce(max(l.id), 0) + 1 from o.left_side l join o.right_side r using (id);
  end;
alter table o.left_side add constraint ok check (o.ok(left_side));
alter table o.left_side alter id set default o.next_left();
comment on constraint ok on o.left_side is 'Of the whole row';
create view o.both_sides as select l.id, o.next_left() as next from o.left_side l;
create function o.of_both() returns setof o.both_sides language sql as 'select * from o.both_sides';
create table o.reads_both (b o.both_sides, n int default o.next_left());

create function o.even_view() returns int language sql return 0;
create view o.even as select o.even_view() as n;
create or replace function o.even_view() returns int language sql return (select count(*)::int from o.reads_both);
