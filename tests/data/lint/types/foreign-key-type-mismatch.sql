-- bad
create table notes (id bigint primary key, user_id int references users (id)); -- finding
-- good
create table notes (id bigint primary key, user_id bigint references users (id));
