-- bad
-- finding public.users.email
create table users (id bigint primary key, email text not null unique)
-- good
create table users (id bigint primary key, email text not null);
create unique index on users (lower(email));
create table members (id bigint primary key, email text unique check (email = lower(email)));
create table contacts (id bigint primary key, email text, email_template text unique);
create collation folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create table people (id bigint primary key, email text collate folded unique)
