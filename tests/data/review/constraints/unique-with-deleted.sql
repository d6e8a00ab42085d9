-- bad
-- finding public.users
-- finding public.files
create table users (id bigint primary key, email text not null unique, deleted_at timestamptz);
create table files (id bigint primary key, folder_id bigint, name text, deleted boolean not null default false, unique (folder_id, name))
-- good
create table users (id bigint primary key, email text not null, deleted_at timestamptz, uuid uuid unique);
create unique index on users (email) where deleted_at is null;
create table files (id bigint primary key, name text unique, deleted_by bigint);
create table versions (id bigint primary key, name text, deleted_at timestamptz, unique nulls not distinct (name, deleted_at))
-- good
create table projects (id int primary key, title text unique, archived_at timestamptz)
