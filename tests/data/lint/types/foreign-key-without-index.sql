-- bad
create table notes (id bigint primary key, user_id bigint references users (id)); -- finding
alter table tasks add constraint owner foreign key (user_id) references users (id) not valid; -- finding
-- good
create table notes (id bigint primary key, user_id bigint references users (id));
create index on notes (user_id, id);
