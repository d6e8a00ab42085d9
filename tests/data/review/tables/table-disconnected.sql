-- bad
-- finding public.logins
create table users (id bigint primary key);
create table tasks (id bigint primary key, user_id bigint references users);
create table logins (id bigint primary key, user_id bigint)
-- good
create table users (id bigint primary key);
create table tasks (id bigint primary key, user_id bigint references users);
create table settings (id bigint primary key, name text, valid text);
create table notes (id bigint primary key, author_id bigint);
create table imports (id bigint primary key, order_id bigint);
comment on table imports is 'Orders of the old shop, by its numbers.';
create table task_notes (task_id bigint references tasks) inherits (notes)
-- good
create table users (id bigint primary key);
create table tasks (id bigint primary key, user_id bigint);
create table logins (id bigint primary key, user_id bigint)
