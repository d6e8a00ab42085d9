-- bad
-- finding public.invoices.user_id
create table users (id bigint primary key);
create table accounts (id bigint primary key);
create table invoices (id bigint primary key, user_id bigint references accounts)
-- good
create table users (id bigint primary key);
create table teams (id bigint primary key, owner_id bigint references users);
create table profiles (id bigint primary key references users);
create table notes (id bigint primary key, author_id bigint references users, user_id bigint references users, profile_id bigint references users);
create table team_users (id bigint primary key, team_id bigint references teams)
