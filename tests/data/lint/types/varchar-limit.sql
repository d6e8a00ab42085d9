-- bad
alter table users add column city varchar(100); -- finding
-- good
alter table users add column city text, add column street varchar;
alter table users rename to people;
