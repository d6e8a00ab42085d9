-- bad
-- finding public
create table users (id bigint primary key);
create table tasks (id bigint primary key);
comment on table tasks is 'What somebody has to do.'
-- good
create table tasks (id bigint primary key);
comment on table tasks is 'What somebody has to do.';
create schema empty
