-- bad
-- with {"countedDays": 40}
-- finding public.drafts
create table drafts (id bigint, title text);
create table tasks (id bigint, title text);
insert into tasks values (1, 'a')
-- good
-- with {"countedDays": 20}
create table drafts (id bigint, title text)
-- good
-- with {"countedDays": 40}
create table drafts (id bigint, title text);
select count(*) from drafts
