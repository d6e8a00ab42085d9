-- bad
-- finding public.tasks
-- finding public.notes
-- finding public.amounts
create table teams (id bigint primary key, code varchar(10) unique, amount numeric unique);
create domain small as integer;
create table tasks (id int primary key, team_id int references teams);
create table notes (id int primary key, team_id small references teams);
create table amounts (id int primary key, amount int references teams (amount))
-- good
create table teams (id bigint primary key, code varchar(10) unique);
create domain big as bigint;
create table tasks (id int primary key, team_id big references teams);
create table notes (id int primary key, code text references teams (code), short varchar(5) references teams (code))
