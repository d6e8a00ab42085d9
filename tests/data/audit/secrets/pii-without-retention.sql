-- bad
-- finding public.people
create table people (id int primary key, email text, phone text)
-- good
create table people (id int primary key, email text, phone text, deleted_at timestamptz);
create table staff (id int primary key, email text, phone text);
comment on table staff is 'Retention: ten years after the contract.';
create table lists (id int primary key, email text)
