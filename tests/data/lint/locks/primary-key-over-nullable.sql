-- setup
create table visits (user_id bigint, day date not null);
create unique index visits_key on visits (user_id, day);
-- bad
alter table visits add primary key using index visits_key; -- finding
-- good
alter table visits add constraint known not null user_id not valid;
alter table visits validate constraint known;
alter table visits add primary key using index visits_key;
