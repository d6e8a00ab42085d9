-- setup
create table teams (id int primary key, tenant int, unique (tenant, id));
-- bad
-- finding public.notes
-- finding public.differs
-- finding public.pairs
create table notes (id int primary key, team_id int references teams references teams (id));
create table differs (id int primary key, team_id int references teams references teams on delete cascade);
create table pairs (id int primary key, tenant int, team_id int, foreign key (tenant, team_id) references teams (tenant, id), constraint "Zwei" foreign key (team_id, tenant) references teams (id, tenant))
-- good
create table others (id int primary key);
create table notes (id int primary key, team_id int references teams, other_id int references teams);
create table either_way (id int primary key references teams references others)
