-- bad
-- finding public
create table tasks (id bigint primary key);
create table notes (id bigint primary key);
insert into tasks values (1)
-- good
create table tasks (id bigint primary key);
create table notes (id bigint primary key)
-- good
create table tasks (id bigint primary key);
create table notes (id bigint, at date) partition by range (at);
create table notes_1 partition of notes default;
insert into tasks values (1);
insert into notes values (1, '2024-01-01')
-- good
-- with {"text": true}
create table tasks (id bigint primary key);
create table notes (id bigint primary key);
insert into tasks values (1)
