-- bad
-- finding public.events
-- finding public."Über Tasks"
-- finding public.parted
-- finding public.readings
create table events (happened_at timestamptz not null, what text);
create table "Über Tasks" (id int not null, "Größe" text, unique (id));
create unique index on "Über Tasks" ("Größe");
create table parted (id int not null, at date) partition by range (at);
create table parted_2026 partition of parted for values from ('2026-01-01') to ('2027-01-01');
create table readings (at timestamptz, value float);
create table readings_old (primary key (at)) inherits (readings)
-- good
create table events (id bigint generated always as identity primary key, what text);
create table memberships (user_id int, team_id int, primary key (user_id, team_id));
create table parted (id int, at date, primary key (id, at)) partition by range (at);
create table parted_2026 partition of parted for values from ('2026-01-01') to ('2027-01-01');
create view shown as select what from events;
create type pair as (a int, b int);
create temporary table scratch (a int)
