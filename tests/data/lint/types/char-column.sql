-- bad
create table countries (code char(2) primary key, name text); -- finding
alter table users add column country char(2); -- finding
-- good
create table countries (code text primary key check (char_length(code) = 2));
alter table users rename column name to full_name;
