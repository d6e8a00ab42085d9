-- bad
-- finding public.events
-- finding public."Log"
create table events (what text);
create table "Log" (id int primary key);
alter table "Log" replica identity nothing;
create publication changes for table events, "Log"
-- bad
-- finding public.events
create table events (what text);
create table notes (id int primary key);
-- as superuser
create publication changes for all tables
-- good
create table events (what text);
create table notes (id int primary key, what text not null unique);
alter table notes replica identity using index notes_what_key;
create table whole (what text);
alter table whole replica identity full;
create publication changes for table notes, whole;
create publication additions for table events with (publish = 'insert')
