-- bad
-- finding public.people.ssn
-- finding public.people.passport_number
create table people (id int primary key, ssn text, passport_number text)
-- good
create table people (id int primary key, ssn bytea, ssn_last_four text, session text)
-- bad
-- finding public.people.passport_id
create table people (id int primary key, passport_id text)
