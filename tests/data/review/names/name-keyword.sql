-- bad
-- finding public."user"
-- finding public.items."order"
-- finding public."coalesce"()
create table "user" (id bigint primary key);
create table items (id bigint primary key, "order" integer);
create function "coalesce"() returns integer language sql return 1
-- bad
-- finding public."ORDER"
-- finding public."ORDER"."GROUP"
-- finding public."primary"
-- finding public."null"
-- finding "ELSE" on public."ORDER"
create table "ORDER" (id bigint primary key, "GROUP" text);
create index "primary" on "ORDER" ("GROUP");
create sequence "null";
create function changed() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger "ELSE" before update on "ORDER" for each row execute function changed()
-- good
create table users (id bigint primary key, name text, type text, value text, "Order" integer, "time" time, "position" integer);
create view shown as select id from users;
create view "values" as select id from users;
create function "left"() returns integer language sql return 1
