-- setup
create table teams (id int primary key, tenant int, unique (tenant, id));
-- bad
-- finding public.notes
create table notes (id int primary key, tenant int, team_id int references teams, foreign key (tenant, team_id) references teams (tenant, id))
-- good
create table tenants (id int primary key);
create table notes (id int primary key, tenant int references tenants, team_id int, foreign key (tenant, team_id) references teams (tenant, id));
create table twice (id int primary key, tenant int, team_id int, head_id int references teams, foreign key (tenant, team_id) references teams (tenant, id))
