-- Names that need quotes, reserved words, other scripts, the longest possible; references in circles.
create schema "Select";
create schema "a.b ""c""";
create schema "ひらがな";
create table "Select"."Table" (
  "user" int primary key,
  "Größe" numeric,
  "semi;colon" text default ';',
  "it's" text default 'it''s -- no comment',
  "a""b" text,
  " leading space" text,
  "new
line" text,
  "💡" text default '💡',
  "%s %I $1 :x ?" text,
  "dollar$$" text
);
create index "Index; drop" on "Select"."Table" ("semi;colon", ("Größe" * 2));
create unique index "日本" on "Select"."Table" ("💡") where "it's" <> E'\\ \'';
alter table "Select"."Table" add constraint "check (1)" check ("Größe" > 0 and "semi;colon" <> ';');
create view "a.b ""c"""."from" as select "user" as "User", "a""b" as "order" from "Select"."Table";
create function "a.b ""c"""."function"("in" int, "Out" text default ';') returns text language plpgsql as
  $x$ begin return '$$' || "Out"; end $x$;
create type "ひらがな"."enum" as enum ('', ' ', ';', '''', '"', 'null');
create domain "ひらがな"."domain" as "ひらがな"."enum" default '''' check (value <> 'null');
create table "ひらがな"."表" ("列" "ひらがな"."domain", "other" "ひらがな"."enum"[] default '{"",";"}');
create sequence "Select"."Sequence" owned by "Select"."Table"."user";
create policy "Policy; 1" on "Select"."Table" using ("user" = 1);
create trigger "Trigger.1" before update on "Select"."Table" for each row
  execute function suppress_redundant_updates_trigger();
comment on table "Select"."Table" is '$$ ; -- /* */ ''quotes'' "double" \ backslash 💡
second line';
comment on column "Select"."Table"."new
line" is '';
create table "Select".abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk
  (abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk serial unique);
create table public."all" (
  "all" int, "analyse" int, "and" int, "any" int, "array" int, "as" int, "asc" int, "both" int, "case" int,
  "cast" int, "check" int, "collate" int, "column" int, "constraint" int, "create" int, "default" int,
  "distinct" int, "do" int, "else" int, "end" int, "except" int, "false" int, "fetch" int, "for" int,
  "foreign" int, "from" int, "grant" int, "group" int, "having" int, "in" int, "into" int, "lateral" int,
  "limit" int, "not" int, "null" int, "offset" int, "on" int, "only" int, "or" int, "order" int, "primary" int,
  "references" int, "returning" int, "select" int, "some" int, "table" int, "then" int, "to" int, "true" int,
  "union" int, "unique" int, "user" int, "using" int, "variadic" int, "when" int, "where" int, "with" int,
  "int" int, "timestamp" timestamp, "interval" interval, "values" int, "left" int, "natural" int
);

-- foreign keys in circles
create table public.egg (id int primary key, hen_id int);
create table public.hen (id int primary key, egg_id int references public.egg, mother int references public.hen);
alter table public.egg add foreign key (hen_id) references public.hen deferrable;
create table public.a (id int primary key, b int);
create table public.b (id int primary key, c int);
create table public.c (id int primary key, a int references public.a);
alter table public.a add foreign key (b) references public.b;
alter table public.b add foreign key (c) references public.c;

-- a default that reads a table through a function that the table's own rows go through
create table public.loops (id int primary key, next int);
create function public.next_id() returns int language sql as 'select coalesce(max(id), 0) + 1 from public.loops';
alter table public.loops alter column id set default public.next_id();
create view public.loop_view as select id, public.next_id() as next from public.loops;
create function public.from_view() returns setof public.loop_view language sql as 'select * from public.loop_view';
create view public.of_from_view as select * from public.from_view();
create table public.checks_loops (id int check (id < 100), v public.loop_view);

-- one name for several kinds of things
create type public.same as (a int);
create function public.same(public.same) returns int language sql as 'select 1';
create function public.same() returns int language sql as 'select 1';
create schema same;
create table same.same (same int primary key constraint same check (same > 0));
create policy same on same.same using (true);
