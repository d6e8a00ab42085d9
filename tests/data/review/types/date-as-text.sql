-- bad
-- finding public.people.birth_date
-- finding public.people.created_at
-- finding public.people.stamp
-- finding public.people.date
create table people (id bigint primary key, birth_date text, created_at varchar(30), stamp text default now(), date varchar(10))
-- good
create table people (id bigint primary key, birth_date date, date_format text, sent_by text, start_page text, updated text);
create table settings (id bigint primary key, time_zone text default current_setting('TimeZone'), day text default 'now')
