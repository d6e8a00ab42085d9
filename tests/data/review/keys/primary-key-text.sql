-- bad
-- finding public.users
create table users (email text primary key);
create table notes (id int primary key, author text references users)
-- bad
-- finding public.users
create table users (email text primary key)
-- good
create table countries (code char(2) primary key);
create table cities (id int primary key, country char(2) references countries);
create table things (id text primary key);
create table parts (id text primary key, thing_id text references things)
-- good
create table order_states (value text primary key);
create table orders (id int primary key, state text references order_states)
