-- bad
-- finding public."user"
-- finding public.items."order"
-- finding public."coalesce"()
create table "user" (id bigint primary key);
create table items (id bigint primary key, "order" integer);
create function "coalesce"() returns integer language sql return 1
-- good
create table users (id bigint primary key, name text, type text, value text, "Order" integer, "time" time, "position" integer);
create view shown as select id from users;
create view "values" as select id from users;
create function "left"() returns integer language sql return 1
