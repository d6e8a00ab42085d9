-- setup
create table visits (user_id bigint, day date not null);
-- bad
alter table visits add primary key (user_id, day); -- finding
-- good
alter table visits add constraint known not null user_id not valid;
alter table visits validate constraint known;
create unique index concurrently visits_key on visits (user_id, day);
alter table visits add primary key using index visits_key;
