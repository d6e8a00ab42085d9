-- bad
create table notes (id int generated always as identity primary key); -- finding
create table marks (id serial primary key); -- finding
-- good
create table notes (id bigint generated always as identity primary key, position int);
create table codes (code int primary key);
