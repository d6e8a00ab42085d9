-- bad
alter table tasks add constraint one_title unique (id, title) deferrable initially deferred; -- finding
alter table users add column handle text unique; -- finding
-- good
create unique index concurrently one_title on tasks (id, title);
alter table tasks add constraint one_title unique using index one_title;
create table notes (id bigint primary key, body text);
alter table notes add unique (body);
